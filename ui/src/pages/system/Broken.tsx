import { Link, type ErrorComponentProps } from '@tanstack/react-router';

import { LinkButton } from '../../components/linked';
import { PageHeader } from '../../components/PageHeader';
import { Empty, Trouble } from '../../components/Trouble';
import { to } from '../../routes/links';

/** Shown in place of a page whose code failed. */
export function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageHeader title="This page broke" />
      <Trouble error={error instanceof Error ? error : new Error(String(error))} what="The app made a mistake while it drew this page." onRetry={reset} />
    </>
  );
}

export function NotFound() {
  return (
    <>
      <PageHeader title="No such page" />
      <Empty title="Nothing is here" action={<LinkButton {...to.home()}>To the dashboard</LinkButton>}>
        The address may be old. Everything there is can be reached from the menu or from <Link {...to.everything()} className="link">all resources</Link>.
      </Empty>
    </>
  );
}
