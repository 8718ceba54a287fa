//! What a campaign is asked and what it answers: one line.

use std::fmt::{self, Display};

/// What the command line asks of every campaign.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// `--rounds`: instead of the campaign's own number.
    pub rounds: Option<u64>,
    /// `--seed`: with the same seed the same is tried, as far as no other process takes part.
    pub seed: u64,
    /// `--full` instead of `--short`.
    pub full: bool,
}

impl Options {
    /// How many rounds: what was asked, else the short or the full number.
    pub fn rounds(&self, short: u64, full: u64) -> u64 {
        self.rounds.unwrap_or(if self.full { full } else { short })
    }

    /// Chances of one campaign; another campaign's do not disturb them.
    pub fn dice(&self, campaign: &str) -> Dice {
        let salt =
            campaign.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        Dice((self.seed ^ salt) | 1)
    }
}

/// A small generator whose whole state is one number (xorshift).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// A number below `most`, which is not 0.
    pub fn roll(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % most
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len() as u64) as usize]
    }
}

/// How a campaign ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Fail,
}

/// `NAME key=value … seed=… verdict=…`
#[derive(Debug, Clone)]
pub struct Line {
    name: String,
    values: Vec<(String, String)>,
    seed: u64,
    pub verdict: Verdict,
}

impl Line {
    pub fn new(name: &str, options: &Options) -> Line {
        Line { name: name.to_owned(), values: Vec::new(), seed: options.seed, verdict: Verdict::Fail }
    }

    /// The line of a control: a sabotaged variant, which passes when it was caught.
    pub fn control(name: &str, what: &str, options: &Options, caught: u64) -> Line {
        Line::new(name, options).with("control", what).with("caught", caught).passes(caught > 0)
    }

    pub fn with(mut self, key: &str, value: impl Display) -> Line {
        self.values.push((key.to_owned(), value.to_string().replace([' ', '\n'], "_")));
        self
    }

    pub fn passes(mut self, passes: bool) -> Line {
        self.verdict = if passes { Verdict::Pass } else { Verdict::Fail };
        self
    }

    /// The campaign needs what this machine or user has not got.
    pub fn skipped(name: &str, options: &Options, why: &str) -> Line {
        Line::new(name, options).with("skipped", why).passes(true)
    }
}

impl Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        for (key, value) in &self.values {
            write!(f, " {key}={value}")?;
        }
        let verdict = match self.verdict {
            Verdict::Pass => "PASS",
            Verdict::Fail => "FAIL",
        };
        write!(f, " seed={} verdict={verdict}", self.seed)
    }
}

/// What went wrong, counted, the first few told in full on stderr.
#[derive(Debug, Default)]
pub struct Wrong {
    pub count: u64,
}

impl Wrong {
    const TOLD: u64 = 40;

    pub fn add(&mut self, campaign: &str, what: impl Display) {
        self.count += 1;
        if self.count <= Wrong::TOLD {
            let told: String = what.to_string().chars().take(300).collect();
            eprintln!("  {campaign}: {}", told.replace('\n', " | "));
        }
    }
}
