"""What ``plan --explain`` shows: one campaign of a plan, and where its values come from."""

import sys

import click

from reconciler.campaigns.references import resolve
from reconciler.commands.codes import all_codes
from reconciler.commands.session import Session
from reconciler.core.plan import Plan, Unmanaged
from reconciler.errors import UsageError
from reconciler.render.explain_campaign import explain_lines
from reconciler.render.safe import visible
from reconciler.render.terminal import text_for
from reconciler.target_group.derivation import Account, account_for
from reconciler.yaml12.document import Document, read_document


def show_explanation(session: Session, plan: Plan) -> None:
    """Print why a plan says what it says, for each of its campaigns.

    Raises:
        UsageError: a campaign's file was changed while live state was read.
    """
    codes = {code.slug: code for code in all_codes()}
    texts = []
    for change in plan.changes:
        account: Account | None = None
        if not isinstance(change, Unmanaged):
            try:
                found = read_document(change.file, (session.base / change.file).read_bytes())
            except OSError:
                found = ()
            if not isinstance(found, Document):
                raise UsageError(
                    f"{change.file} was changed while the plan was made.", hint="Plan again."
                )
            resolved, _ = resolve(found.data, session.environment.values)
            account = account_for(found.data, resolved, session.settings.vocabulary)
        texts.append(text_for(sys.stdout, explain_lines(plan, change, account, codes)))
    texts += [
        f"{visible(each.name)}: a record in {visible(plan.environment)}\n"
        f"  {visible(each.file)}:{each.line}\n\nIt is over, it is not live, and its file says "
        f"'active: false': there is nothing to do. [{each.reason.code}]\n"
        for each in plan.records
    ]
    click.echo("\n".join(texts), nl=False)
