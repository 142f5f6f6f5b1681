"""Templates are kept tidy as ruff keeps the code: what they import they use."""

from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]


def imported(template: nodes.Template) -> set[str]:
    """What a template takes from others, by the names that it gives them."""
    taken = [name for line in template.find_all(nodes.FromImport) for name in line.names]
    return {name[1] if isinstance(name, tuple) else name for name in taken}


def used(template: nodes.Template) -> set[str]:
    return {name.name for name in template.find_all(nodes.Name) if name.ctx == "load"}


def test_no_template_imports_what_it_does_not_use() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found = {}
    for path in (one for side in ("app", "wallet_api") for one in (ROOT / side).rglob("*.html")):
        template = environment.parse(path.read_text())
        if idle := imported(template) - used(template):
            found[path.name] = sorted(idle)
    assert found == {}
