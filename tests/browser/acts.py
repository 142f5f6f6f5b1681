"""What the operator, a clerk, a worker and an employer do before a browser, step by step.

Each step goes by what the page says: links, buttons and fields by their words.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import typst
import zxingcpp
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect
from pypdf import PdfReader

EXAMPLES = Path(__file__).parents[2] / "examples"
PASSWORD = "three good words"
COLLEGE = "Riverside Training College"
AUTHORITY = "National Skills Authority"
WELDING = "Metal arc welding, level 2"
WORKER = "أحمد بن يوسف"
WORKER_LATIN = "Ahmed Ben Youssef"
CLERK = "office@riverside.example"
SECOND = "second@riverside.example"


@dataclass
class Issued:
    """What a clerk holds after a class list: the archive's files, and the codes of the slips."""

    page: str
    pdf: dict[str, bytes] = field(default_factory=dict)
    png: dict[str, bytes] = field(default_factory=dict)
    json: dict[str, bytes] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


def fits(page: Page) -> None:
    """Nothing on the page is wider than the screen."""
    page.wait_for_load_state()
    expect(page.locator("footer")).to_be_attached()
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= screen, f"{page.url} is {wide} pixels wide on {screen}"


def press(page: Page, name: str) -> None:
    """Press the button with these words."""
    page.get_by_role("button", name=name, exact=True).click()
    fits(page)


def follow(page: Page, name: str) -> None:
    """Follow the link with these words."""
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    fits(page)


def entry(page: Page, label: str) -> Locator:
    """The first field with exactly this label, whether it may be left out or not."""
    return page.get_by_label(re.compile(rf"^{re.escape(label)}(\s*\(may be left out\))?$")).first


def choose_password(page: Page, link: str) -> None:
    """Open a set-up link and choose a password."""
    page.goto(link)
    fits(page)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    press(page, "Save and sign in")


def sign_in(page: Page, url: str, email: str) -> None:
    """Come back another day."""
    page.goto(f"{url}/console")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


# ── The operator ────────────────────────────────────────────────────────────────────────


def open_college(page: Page) -> list[str]:
    """Add a training body, accredit it, and invite its clerk and a second person; their links."""
    follow(page, "Add a training body")
    entry(page, "Name").fill(COLLEGE)
    entry(page, "Short name").fill("riverside")
    entry(page, "Website").fill("https://riverside.example")
    entry(page, "Country").select_option("KE")
    press(page, "Add it")
    expect(page.get_by_role("heading", level=1)).to_have_text(COLLEGE)
    body = page.url
    follow(page, "Record an accreditation")
    expect(entry(page, "Name")).to_have_value(COLLEGE)
    entry(page, "Accredited by").fill(AUTHORITY)
    press(page, "Add it")
    expect(page.get_by_role("listitem").filter(has_text=AUTHORITY)).to_contain_text("Accredited")
    links = []
    for email, name in ((CLERK, "Amani Otieno"), (SECOND, "Wanjiru Kamau")):
        page.goto(body)
        entry(page, "E-mail address").fill(email)
        entry(page, "Name").fill(name)
        press(page, "Make a set-up link")
        expect(page.get_by_role("heading", name="Give this link to them now")).to_be_visible()
        links.append(page.locator(".code bdi").inner_text())
    return links


# ── The clerk ───────────────────────────────────────────────────────────────────────────


def describe_award(page: Page) -> None:
    """Say what the people on the list have earned."""
    follow(page, "Describe what we award")
    entry(page, "Name").fill(WELDING)
    entry(page, "Code").fill("WELD-2")
    entry(page, "What it is").fill("Welds steel plate and pipe in all positions.")
    entry(page, "What had to be shown").fill("120 hours of practice and two tests.")
    page.get_by_text("How long it is valid").click()
    entry(page, "Valid for how many months?").fill("60")
    press(page, "Save")
    expect(page.get_by_role("row", name=WELDING)).to_contain_text("not yet")


def hand_in(page: Page, url: str) -> None:
    """Hand in the example list and look at what will happen."""
    page.goto(f"{url}/console/lists/new")
    fits(page)
    page.get_by_label("The list, as an Excel workbook").set_input_files(EXAMPLES / "class-list.csv")
    press(page, "Look at the list")
    expect(page.get_by_role("heading", name="1 line is wrong")).to_be_visible()
    wrong = page.locator("table.wrong")
    expect(wrong).to_contain_text("16")
    expect(wrong).to_contain_text("1997-02-30")
    expect(wrong).to_contain_text("There is no such day in the calendar.")
    expect(wrong).to_contain_text("Look the date up in the person’s papers.")
    expect(page.get_by_role("heading", name="23 certificates will be issued")).to_be_visible()


def issue(page: Page) -> Issued:
    """Confirm the list, wait until it is signed, and fetch files and slips."""
    press(page, "Issue 23 certificates")
    done = page.get_by_role("heading", name="23 certificates were issued")
    expect(done).to_be_visible(timeout=60_000)
    fits(page)
    issued = Issued(page.url)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all certificates (ZIP)").click()
    _sort(download.value.path(), issued)
    issued.codes.update(slips(page))
    return issued


def slips(page: Page) -> dict[str, str]:
    """Have the claim slips made, fetch and print them; the codes by the names of the list."""
    follow(page, "23 claim slips")
    press(page, "Make 23 claim slips")
    expect(page.get_by_role("heading", name="The slips are ready")).to_be_visible(timeout=60_000)
    fits(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the slips (PDF)").click()
    path = download.value.path()
    codes = [code for sheet in sheets(path.read_bytes(), path.parent) for code in _scanned(sheet)]
    with (EXAMPLES / "class-list.csv").open(encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file))
    # One line of the list is wrong; the others are in its order.
    names = [line["name"] for line in lines if line["birth_date"] != "1997-02-30"]
    return dict(zip(names, codes, strict=True))


def _scanned(sheet: bytes) -> list[str]:
    """The codes on a page of slips, row by row."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(sheet)))
    places = [(code.position.top_left, code.text.rpartition("/")[2]) for code in found]
    return [code for _, code in sorted(places, key=lambda item: (item[0].y // 100, item[0].x))]


def ask_to_withdraw(page: Page, url: str, name: str) -> None:
    """Find somebody's certificate and ask for its withdrawal."""
    page.goto(f"{url}/console/awards")
    page.get_by_label("Name, number, or the code on the paper").fill(name)
    press(page, "Find")
    follow(page, name)
    follow(page, "Withdraw")
    press(page, "Ask for the withdrawal")
    expect(page.get_by_text("Choose why.")).to_be_visible()
    page.get_by_label("It was issued by mistake").check()
    page.get_by_label("I am sure.").check()
    press(page, "Ask for the withdrawal")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Valid")


def confirm_withdrawal(page: Page, url: str, name: str) -> None:
    """Confirm, as a second person, what somebody else asked for."""
    page.goto(f"{url}/console/requests")
    fits(page)
    waiting = page.get_by_role("article").filter(has_text=name)
    waiting.get_by_role("button", name="Confirm: withdraw it").click()
    expect(page.get_by_text("Nothing waits for a second person.")).to_be_visible()


def _sort(path: Path, issued: Issued) -> None:
    with zipfile.ZipFile(path) as archive:
        index = archive.read("certificates.csv").decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(index)):
            number, name = row["certificate_number"], row["name"]
            issued.pdf[name] = archive.read(f"pdf/{number}.pdf")
            issued.png[name] = archive.read(f"png/{number}.png")
            issued.json[name] = archive.read(f"json/{number}.json")


# ── The worker ──────────────────────────────────────────────────────────────────────────


def claim(page: Page, url: str, code: str, *, born: tuple[str, str, str]) -> None:
    """Fetch a certificate with the code of a slip and a birth date."""
    page.goto(f"{url}/claim")
    fits(page)
    page.get_by_label("Your claim code").fill(code.lower())
    press(page, "Next")
    expect(page.get_by_text(WELDING)).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(WORKER)
    for part, value in zip(("Day", "Month", "Year"), born, strict=True):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_role("button", name="Next").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this you?")
    expect(page.get_by_text(WORKER, exact=True)).to_be_visible()
    fits(page)
    press(page, "Yes, this is me. Keep it.")
    expect(page.get_by_role("heading", level=1)).to_have_text("It is yours")
    expect(page.get_by_text("Keep this paper. It opens your passport.")).to_be_visible()


def share(page: Page, url: str) -> str:
    """Share everything in the passport for as long as is offered first; the link."""
    page.goto(f"{url}/passport/share")
    fits(page)
    expect(page.get_by_text("Only this link ends. Your certificates do not.")).to_be_visible()
    press(page, "See what they will see")
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what they will see")
    press(page, "Make the link")
    return page.locator(".code bdi").inner_text()


# ── The employer ────────────────────────────────────────────────────────────────────────


def check_text(page: Page, url: str, text: str) -> None:
    """Paste something into the one box."""
    page.goto(f"{url}/verify")
    fits(page)
    page.get_by_label("Paste a link, a code or the certificate itself").fill(text)
    press(page, "Check")


def check_file(page: Page, url: str, name: str, content: bytes) -> None:
    """Choose a file or a photo."""
    page.goto(f"{url}/verify")
    page.get_by_label("Or choose photos, pictures or files").set_input_files(file_of(content, name))
    press(page, "Check")


def file_of(content: bytes, name: str = "brought") -> FilePayload:
    """A file as a field for files takes it; the service believes neither name nor type."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def see_valid(page: Page) -> None:
    """The sentence and the lines of a certificate that is good."""
    verdict = page.locator(".verdict").first
    expect(verdict.locator(".word")).to_have_text("Valid")
    expect(page.get_by_text("This certificate is genuine and valid.")).to_be_visible()
    lines = page.locator(".lines").first
    expect(lines).to_contain_text(COLLEGE)
    expect(lines).to_contain_text(f"Accredited by {AUTHORITY}")
    expect(lines).to_contain_text("Status as of")
    expect(page.locator("main")).to_contain_text(WORKER)
    expect(page.locator("main")).to_contain_text(WORKER_LATIN)
    fits(page)


def printed(pdf: bytes, folder: Path) -> bytes:
    """A PDF of one page as it comes out of a printer: a picture (PNG)."""
    (picture,) = sheets(pdf, folder)
    return picture


def scanned(pdf: bytes, folder: Path) -> str:
    """What the only code on a printed page (PDF) says."""
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(printed(pdf, folder))))
    return found.text


def sheets(pdf: bytes, folder: Path) -> list[bytes]:
    """The pages of a PDF as a printer with 200 dots per inch gives them: pictures (PNG)."""
    (folder / "printed.pdf").write_bytes(pdf)
    sheet = folder / "sheet.typ"
    number = len(PdfReader(io.BytesIO(pdf)).pages)
    sheet.write_text(
        f"#set page(margin: 0pt)\n#for number in range({number}) {{\n"
        '  image("printed.pdf", page: number + 1, width: 100%)\n}\n'
    )
    made: object = typst.compile(str(sheet), format="png", ppi=200)
    pages: list[bytes] = made if isinstance(made, list) else [made]  # type: ignore[list-item] # bytes, if no list
    return pages
