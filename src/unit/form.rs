//! What a text must look like to be a value: one form for each kind of text that is read.

use super::{Lang, Say, UnitError, Words};
use serde::de::{self, Visitor};
use std::{borrow::Cow, fmt, marker::PhantomData, str::FromStr};

macro_rules! forms {
    ($($form:ident: $en:literal, $zh:literal;)*) => {
        /// What a text must look like, as whoever wrote another one is told.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Form {
            $(#[doc = $en] $form,)*
        }

        impl Form {
            /// Its name, by which a type tells a deserializer what it wants.
            pub fn name(self) -> &'static str {
                match self { $(Form::$form => stringify!($form)),* }
            }

            /// The form of that name.
            pub fn named(name: &str) -> Option<Form> {
                match name { $(stringify!($form) => Some(Form::$form),)* _ => None }
            }

            /// In English.
            pub fn en(self) -> &'static str {
                match self { $(Form::$form => $en),* }
            }

            /// In Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(Form::$form => $zh),* }
            }
        }
    };
}

forms! {
    Amount: "an amount in yuan with two decimals such as 1234.56", "元和两位小数，如 1234.56";
    Day: "a day that exists, written 2026-11-23, between 1900 and 2199", "存在的日期，如 2026-11-23，1900 年到 2199 年之间";
    Days: "days in order, the first not after the last", "先后顺序正确的起止日期";
    Time: "a time in UTC written 2026-11-24T08:06:56Z", "世界时，如 2026-11-24T08:06:56Z";
    Number: "a number such as 12, 0.035 or 1/3", "数，如 12、0.035 或 1/3";
    Ratio: "a ratio such as 7/10, 0.035 or 3.5%", "比例，如 7/10、0.035 或 3.5%";
    Line: "one line of 1 to 200 characters of the table in FORMAT.md", "一行文字，1 到 200 个字符";
    Shares: "a number of shares with at most six decimals such as 55.5", "股数，最多六位小数，如 55.5";
    Price: "a price in yuan with at most four decimals such as 883.5", "单价，元，最多四位小数，如 883.5";
    Quantity: "a quantity with at most two decimals such as 58.5", "数量，最多两位小数，如 58.5";
    Mu: "an area in mu with at most four decimals such as 2.16", "亩数，最多四位小数，如 2.16";
    SquareMetres: "an area in m² with at most two decimals such as 1442.79", "平方米数，最多两位小数，如 1442.79";
    Household: "a household code such as H0001", "农户代码，如 H0001";
    Worker: "a worker code such as H0001-1", "务工人员代码，如 H0001-1";
    InHousehold: "a code of a person of a household such as H0007-2", "户内人员代码，如 H0007-2";
    Parcel: "a local parcel code such as P00017", "地块代码，如 P00017";
    House: "a house code such as HS-01", "房屋代码，如 HS-01";
    Contract: "a contract code such as ROT-1", "合同代码，如 ROT-1";
    Payout: "a payout code such as P01 or D2024", "批次代码，如 P01 或 D2024";
    Due: "a due's number within its contract such as 1 or 2I", "合同内的期号，如 1 或 2I";
    Party: "a party code such as OP1", "单位代码，如 OP1";
    Bank: "a registered account code such as A-BANK-1, or CASH", "登记过的账户代码，如 A-BANK-1，或 CASH";
    Class: "a share class such as population", "股份类别，如 population";
    Series: "the code of a series such as wheat", "数据表编号，如 wheat";
    SeriesPeriod: "a day, month, quarter or year such as 2024-05-10, 2024-05, 2024-Q2 or 2024", "日、月、季或年，如 2024-05-10、2024-05、2024-Q2 或 2024";
    Scheme: "a scheme id such as land-rent", "分配单编号，如 land-rent";
    Asset: "an asset name of 1 to 40 characters without blanks", "资产名称，1 到 40 个字符，没有空格";
    Project: "a project name of 1 to 40 characters without blanks", "工程名称，1 到 40 个字符，没有空格";
    Id: "an id of 1 to 64 letters, digits or . _ : -", "1 到 64 个字母、数字或 . _ : -";
    Office: "an office such as chair or finance_group", "职务，如 chair 或 finance_group";
    Seat: "seats such as 1 chair|director", "席位，如 1 chair|director";
    Language: "a language: zh or en", "语言：zh 或 en";
    Output: "a format: text, html, json or csv", "格式：text、html、json 或 csv";
    Hex64: "64 lower-case hex digits", "64 位小写十六进制数字";
    Hex32: "32 lower-case hex digits", "32 位小写十六进制数字";
    PublicKey: "an Ed25519 public key", "Ed25519 公钥";
    CanonicalKey: "an Ed25519 public key in canonical form", "标准写法的 Ed25519 公钥";
    StrongKey: "an Ed25519 public key that is not weak", "不弱的 Ed25519 公钥";
    KeyKind: "one of person, recovery, ledger, witness", "person、recovery、ledger、witness 之一";
    Role: "one of accountant, cashier, chair, supervisor", "accountant、cashier、chair、supervisor 之一";
    Kind: "a kind such as receipt.recorded/1", "类别，如 receipt.recorded/1";
    Origin: "an origin such as coop.example/tianfu-a/3f9c2d7a5b1e8406", "账本代号，如 coop.example/tianfu-a/3f9c2d7a5b1e8406";
    KeyName: "a key name of visible ASCII characters without +", "密钥名称，可见的 ASCII 字符，不含 +";
    VerifierKey: "a verifier key: name+8 hex digits+base64", "账本公钥，名称+8 位十六进制+base64";
    ShortVerifierKey: "a verifier key of at most 309 bytes", "账本公钥，最多 309 字节";
    Base64Key: "a verifier key whose last part is padded base64", "账本公钥，末段是补齐的 base64";
    KeyInVerifierKey: "a verifier key with a key in it", "账本公钥，里面有公钥";
    KeyType: "a verifier key of type 1 or 4", "账本公钥，类型 1 或 4";
    ReservedKeyType: "a verifier key of type 1 or 4; types 6 and 255 are reserved", "账本公钥，类型 1 或 4；6 和 255 留作他用";
    KeyLength: "a verifier key of 32 bytes", "账本公钥，32 字节";
    NamedVerifierKey: "a verifier key with a name of visible ASCII characters", "账本公钥，名称是可见的 ASCII 字符";
    HashedVerifierKey: "a verifier key whose middle part is the hash of the others", "账本公钥，中段是其余部分的指纹";
    Person: "a person code such as K001", "人员代码，如 K001";
    StatedLine: "a line such as H0001=12.30", "一笔，如 H0001=12.30";
    TwoDays: "two days such as 2024-01-01..2024-06-30", "两个日期，如 2024-01-01..2024-06-30";
    Count: "a whole number from 0 to 4294967295", "0 到 4294967295 的整数";
    Truth: "true or false", "true（是）或 false（否）";
    Attestation: "an attestation in JSON", "JSON 写成的签认";
    NamedFigure: "a name and a figure such as NAME=25 %", "名称和数，如 名称=25 %";
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.en())
    }
}

impl Say for Form {
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.en(),
            Lang::Zh => self.zh(),
        }
        .to_owned()
    }
}

impl Form {
    /// In both languages.
    pub fn words(self) -> Words {
        Words::new(self.en(), self.zh())
    }
}

/// Reads a value of a form from its text. The form is told to the deserializer as the name of the type: it
/// cannot carry an error of ours, but it can say what was wanted where the text is another one.
pub(crate) fn read<'de, T, D>(form: Form, from: D) -> Result<T, D::Error>
where
    T: FromStr<Err = UnitError>,
    D: de::Deserializer<'de>,
{
    from.deserialize_newtype_struct(form.name(), OfForm(PhantomData))
}

struct OfForm<T>(PhantomData<T>);

impl<'de, T: FromStr<Err = UnitError>> Visitor<'de> for OfForm<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
    fn visit_newtype_struct<D: de::Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        let text = <Cow<'de, str> as de::Deserialize>::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

impl FromStr for Lang {
    type Err = UnitError;
    /// Accepts `zh` and `en`.
    fn from_str(text: &str) -> Result<Self, UnitError> {
        match text {
            "zh" | "zh-CN" => Ok(Lang::Zh),
            "en" => Ok(Lang::En),
            _ => Err(UnitError::new(Form::Language, text)),
        }
    }
}
