"""Markdown as GitHub reads it: a CommonMark parser in place of Python-Markdown's.

Python-Markdown nests lists by four spaces, and starts no list within a paragraph. So the pages
would not look as on GitHub. What MkDocs does after the parser stays: tables of contents, anchors
and checks of links.
https://python-markdown.github.io/extensions/api
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.blockparser import BlockParser
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

# A piece of HTML that is kept aside: its number, between two characters that no page has.
KEPT = re.compile("\ue000(\\d+)\ue001")
LINES = re.compile(r"[\u2500-\u257f]")  # of a picture made of characters
# A longer line of text is a sentence.
LONGEST = 110


class GithubMarkdown(Extension):
    """The extension of Python-Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Take the parser's place, and that of what reads Markdown before and after it."""
        md.parser = GithubParser(md)
        for name in ("html_block", "fenced_code_block"):  # MkDocs always adds fenced_code
            md.preprocessors.deregister(name, strict=False)
        md.treeprocessors.deregister("inline")


class GithubParser(BlockParser):
    """Reads a whole page at once."""

    def parseDocument(self, lines: Iterable[str]) -> ElementTree.ElementTree:
        """The page as elements. HTML and blocks of code are kept aside until it is written."""
        kept: list[str] = []
        reader = MarkdownIt("commonmark", {"xhtmlOut": True}).enable(["table", "strikethrough"])
        for kind, written in WRITERS.items():
            reader.add_render_rule(kind, _keeper(kept, written))
        text = reader.render("\n".join(lines))
        page = ElementTree.fromstring(f"<div>{text}</div>")  # noqa: S314
        stash = [self.md.htmlStash.store(html) for html in kept]
        for element in page.iter():
            element.text = _escaped(element.text or "", stash)
            element.tail = _escaped(element.tail or "", stash)
        return ElementTree.ElementTree(page)


def _escaped(text: str, stash: list[str]) -> str:
    """A text as Python-Markdown writes it: it leaves what looks like an entity."""
    return KEPT.sub(lambda found: stash[int(found[1])], text.replace("&", "&amp;"))


def _keeper(kept: list[str], written: Callable[[Token], str]) -> Callable[..., str]:
    """A rule of markdown-it that keeps what it writes."""

    def keep(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
        kept.append(written(tokens[index]))
        name = f"\ue000{len(kept) - 1}\ue001"
        return name if tokens[index].type == "html_inline" else f"<p>{name}</p>\n"

    return keep


def _as_it_is(token: Token) -> str:
    return token.content


def _code_block(token: Token) -> str:
    """A block of code with its colors; a diagram as Mermaid finds it."""
    language = token.info.partition(" ")[0]
    if language == "mermaid":
        code = html.escape(token.content)
        return f'<div class="picture"><pre class="mermaid"><code>{code}</code></pre></div>'
    try:
        lexer = get_lexer_by_name(language or "text")
    except ClassNotFound:
        lexer = TextLexer()
    if not isinstance(lexer, TextLexer):
        return _highlighted(token.content, lexer, "highlight")
    columns = max(map(len, token.content.splitlines()), default=0)
    if LINES.search(token.content):
        code = _highlighted(token.content, lexer, "highlight drawn")
        return f'<div class="columns" style="--columns: {columns}">{code}</div>'
    return _highlighted(token.content, lexer, f"highlight{' sentences' * (columns > LONGEST)}")


def _highlighted(code: str, lexer: Lexer, css: str) -> str:
    return str(highlight(code, lexer, HtmlFormatter(cssclass=css, wrapcode=True)))


WRITERS = {
    "fence": _code_block,
    "code_block": _code_block,
    "html_block": _as_it_is,
    "html_inline": _as_it_is,
}
