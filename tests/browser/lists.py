"""Lists of a spreadsheet over the desk, in a real browser: a messy workbook of three hundred households by keyboard, its
marked copy mended, recorded once; a disk that is full meanwhile; and what strangers send to the socket itself.
"""

import resource
import signal
import socket
import time
import unittest

from openpyxl import Workbook, load_workbook

from desk import Desk, Keys, go

HEADS = ["户编号", "户主姓名", "村民小组", "成员数", "身份证号", "电话", "收款账号", "日期"]


def identity(n):
    """A number of nobody: of a region that does not exist."""
    stem = f"51999919700101{n:03}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return stem + "10X98765432"[sum(w * int(d) for w, d in zip(weights, stem)) % 11]


def households():
    """What is right: three hundred rows as a village keeps them."""
    for n in range(1, 301):
        yield [f"H{n + 500:04}", f"户主{n}", f"G{n % 9 + 1:02}", n % 6 + 1, identity(n), f"1380000{n:04}",
               f"622200000000000{n:04}", ["2024年1月1日", "2024-01-01", "2024/1/1"][n % 3]]


def messy(path):
    """Eleven mistakes in them; the title over all columns and the sum below are none."""
    book = Workbook()
    page = book.active
    page.title = "户登记"
    page.append(["天府村农户登记表（2024）"])
    page.merge_cells("A1:H1")
    page.append(HEADS)
    for row in households():
        page.append(row)
    page.append(["合计", None, None, 1050])
    page["C2"] = "组别及备注"
    page["I2"] = "电话"
    page["G12"] = 6.222e18
    page["G22"] = "1.1E+18"
    page["D32"] = "=2+1"
    page["D42"] = "=1/0"
    page["H52"] = "2024-02-30"
    page["A62"] = None
    page["A72"] = "第七十户"
    page["A82"] = "H0579"
    page.merge_cells("B92:B93")
    book.save(path)


WRONG = ["C2", "I2", "G12", "G22", "D32", "D42", "H52", "A62", "A72", "A82", "B92"]


def mended(copy, path):
    """The marked copy with its red cells put right, and nothing else touched."""
    book = load_workbook(copy)
    page = book["户登记"]
    for merged in [m for m in page.merged_cells.ranges if m.min_row > 1]:
        page.unmerge_cells(str(merged))
    right = {row + 3: cells for row, cells in enumerate(households())}
    right[2] = HEADS
    for cell in [*WRONG, "B93"]:
        column, row = ord(cell[0]) - ord("A"), int(cell[1:])
        page[cell] = right[row][column] if column < len(HEADS) else None
    book.save(path)


class Lists(Desk):
    # a file that may not grow is to be an error of the write and no signal
    started = {"restore_signals": False, "preexec_fn": lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN)}

    def choose(self, page, *files):
        """What a person does in the system's own window, which no page sees."""
        page.set_input_files("#files", [str(file) for file in files])

    def check(self, page, keys, *files):
        page.goto(f"{self.root}/import")
        # a browser puts the cursor where the page asks for it when it has drawn the page
        page.wait_for_selector("#files:focus")
        self.choose(page, *files)
        page.focus("#files")
        keys.go("Control+Enter")

    def test_three_hundred_households_from_a_messy_workbook(self):
        page = self.page()
        keys = Keys(page)
        before = self.entries()
        messy(self.folder / "名册.xlsx")
        self.check(page, keys, self.folder / "名册.xlsx")
        self.assertIn("11 处错误", page.inner_text(".bar.red"))
        self.assertEqual(page.evaluate("document.activeElement.className"), "button", "the cursor waits at the marked copy")
        told = page.locator("tbody tr").all_inner_texts()
        self.assertEqual(len(told), 11, told)
        for cell in WRONG:
            row = f"\t{cell[1:]}\t{cell[0]}"
            self.assertTrue(any(row in line for line in told), f"{cell}: {told}")
        self.assertEqual(self.entries(), before, "nothing is recorded")
        with page.expect_download() as download:
            keys.press("Enter")
        self.assertEqual(download.value.suggested_filename, "名册.checked.xlsx")
        copy, fixed = self.folder / "名册.checked.xlsx", self.folder / "改好.xlsx"
        download.value.save_as(copy)
        mended(copy, fixed)

        self.check(page, keys, fixed)
        self.assertIn("300 条待记录", page.inner_text(".bar"), page.inner_text("main")[:2000])
        self.assertIn("H0800", page.inner_text("main"))
        self.assertEqual(self.entries(), before, "a look records nothing")
        keys.go("Enter")
        self.assertIn("记入 300 条", page.inner_text(".bar"))
        after = self.entries()
        self.assertGreaterEqual(after, before + 300)

        self.check(page, keys, fixed)
        self.assertIn("300 条此前都已记录", page.inner_text(".bar"))
        self.assertEqual(page.locator("button[value=record]").count(), 0, "there is nothing to press")
        self.assertEqual(self.entries(), after)
        self.assertEqual(self.coop("audit").returncode, 0)
        print(f"messy workbook: 11 of 11 mistakes named, 300 recorded, 0 the third time; {keys.count} keystrokes besides choosing files")

    def test_scripts_off_an_import_is_the_same(self):
        page = self.page(java_script_enabled=False)
        page.goto(f"{self.root}/import")
        file = self.folder / "一户.csv"
        file.write_text("户编号,日期,成员数\nH0901,2024-01-01,3\n")
        self.choose(page, file)
        page.click("summary >> nth=0")
        page.select_option("#kind", "household.enrolled")
        page.click("button[value=check]")
        page.click("button[value=record]")
        self.assertIn("记入 1 条", page.inner_text(".bar"))

    def test_a_full_disk_records_no_part_of_an_import(self):
        page = self.page()
        keys = Keys(page)
        messy(self.folder / "名册.xlsx")
        self.check(page, keys, self.folder / "名册.xlsx")
        with page.expect_download() as download:
            page.locator("a.button").click()
        download.value.save_as(self.folder / "copy.xlsx")
        mended(self.folder / "copy.xlsx", self.folder / "改好.xlsx")
        self.check(page, keys, self.folder / "改好.xlsx")
        before = self.entries()
        # no file may grow by more than a part of what is to be written
        journal = max(file.stat().st_size for file in (self.folder / "ledger" / "journal").iterdir())
        _, hard = resource.prlimit(self.server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.server.pid, resource.RLIMIT_FSIZE, (journal + 40_000, hard))
        go(page, "Enter")
        self.assertIn("磁盘满了，什么都没有记", page.inner_text(".bar.amber"))
        resource.prlimit(self.server.pid, resource.RLIMIT_FSIZE, (hard, hard))
        self.stop()
        self.assertEqual(self.entries(), before, "nothing is half recorded")
        self.assertEqual(self.coop("audit").returncode, 0, self.coop("audit").stdout)
        self.serve()
        page = self.page()
        self.check(page, Keys(page), self.folder / "改好.xlsx")
        go(page, "Enter")
        self.assertIn("记入 300 条", page.inner_text("main"))


class Socket(Desk):
    """What strangers and slow lines send, without a browser."""

    def raw(self, head, body=b"", wait=25.0):
        port = int(self.root.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), timeout=wait) as line:
            line.sendall(head.encode() + body)
            began = time.monotonic()
            try:
                answer = line.recv(1 << 16)
            except (TimeoutError, ConnectionResetError):
                answer = b""
            return answer.split(b"\r\n")[0].decode(), time.monotonic() - began

    def head(self, length, cookie="", path="/import"):
        host = self.root.removeprefix("http://")
        return (f"POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {self.root}\r\nCookie: {cookie}\r\n"
                f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\n\r\n")

    def cookie(self):
        page = self.page()
        return "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())

    def test_too_much_is_refused_before_it_is_read(self):
        cookie = self.cookie()
        tried = 0
        for length, whose in [(17 << 20, cookie), (1 << 30, cookie), (1 << 62, cookie), (2 << 20, ""), (2 << 20, "coop=1"),
                              ((1 << 20) + 1, "")]:
            for path in ["/import", "/record/receipt.recorded", "/keys", "/nothing"]:
                status, took = self.raw(self.head(length, whose, path))
                self.assertIn("413", status, f"{length} {path}")
                self.assertLess(took, 5)
                tried += 1
        print(f"oversized uploads: {tried} refused by their length alone")

    def test_a_slow_upload_is_cut_and_holds_nobody_up(self):
        cookie = self.cookie()
        port = int(self.root.rsplit(":", 1)[1])
        # three at once, and there is room for two
        lines = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(3)]
        for line in lines:
            line.sendall(self.head(15 << 20, cookie).encode() + b"--x\r\n")
        page = self.page_of(cookie)
        page.goto(f"{self.root}/record")
        self.assertIn("记一笔", page.inner_text("h1"), "others are served meanwhile")
        said = sorted(line.recv(1 << 12).split(b"\r\n")[0].decode() for line in lines)
        for line in lines:
            line.close()
        self.assertEqual([status.split()[1] for status in said], ["408", "408", "503"])

    def page_of(self, cookie):
        context = self.browser.new_context()
        self.addCleanup(context.close)
        name, value = cookie.split("=", 1)
        context.add_cookies([{"name": name, "value": value, "url": self.root}])
        return context.new_page()


if __name__ == "__main__":
    unittest.main(verbosity=2)
