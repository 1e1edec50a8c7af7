"""A page of a list, read from a place on or back."""

import pytest

from assistant.core.paging import PAGE, READ_FOR_PAGE, Beside, Page, page_of

FULL = tuple(range(READ_FOR_PAGE))


@pytest.mark.parametrize(
    ("read", "beside", "page"),
    [
        ((), None, Page(())),
        ((1, 2), None, Page((1, 2))),
        (FULL, None, Page(FULL[:PAGE], goes_on_after=True)),
        ((1, 2), Beside(0), Page((1, 2), goes_on_before=True)),
        (FULL, Beside(-1), Page(FULL[:PAGE], goes_on_before=True, goes_on_after=True)),
        ((2, 1), Beside(3, before=True), Page((1, 2), goes_on_after=True)),
        (FULL, Beside(-1, before=True), Page(FULL[:PAGE][::-1], goes_on_before=True, goes_on_after=True)),
    ],
)
def test_a_page_is_in_the_lists_order_and_tells_where_the_list_goes_on(
    read: tuple[int, ...], beside: Beside[int] | None, page: Page[int]
) -> None:
    assert page_of(read, beside) == page
