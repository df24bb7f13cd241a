import { Button, MultiSelect, Select, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { order } from '../../api/commands';
import type { ServiceOffering } from '../../api/types';
import { PageHeader } from '../../components/PageHeader';
import { Trouble } from '../../components/Trouble';
import { Waiting } from '../../components/Waiting';
import { bytes, mebibytes, megahertz } from '../../format';
import { to } from '../../routes/links';
import { passOn } from './actions';
import { Advanced } from './Advanced';
import { Choice, type Option } from './Choice';
import { CustomSize } from './CustomSize';
import { BLANK, lacking, paramsOf, settle, wrongName, type Draft } from './draft';
import classes from './NewInstance.module.css';
import { Summary } from './Summary';
import { useChoices } from './useChoices';

function options<T extends { readonly id?: string; readonly name?: string }>(things: readonly T[], about: (thing: T) => string): readonly Option[] {
  return things.map((thing) => ({ id: thing.id ?? '', name: thing.name ?? '', about: about(thing) }));
}

function describe(offering: ServiceOffering): string {
  if (offering.iscustomized) return 'CPUs and memory of your choice';
  return `${offering.cpunumber ?? '?'} × ${megahertz(offering.cpuspeed ?? 0)}, ${mebibytes(offering.memory ?? 0)}`;
}

const picks = (things: readonly { readonly id?: string; readonly name?: string }[]) => things.map(({ id, name }) => ({ value: id ?? '', label: name ?? '' }));

export function NewInstance() {
  const navigate = useNavigate();
  const { choices, keys, ready, error } = useChoices();
  const [draft, setDraft] = useState<Draft>(BLANK);
  const [more, { toggle }] = useDisclosure(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Error>();
  const settled = settle(draft, choices);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const missing = lacking(settled, choices);
  const offering = choices.offerings.find(({ id }) => id === settled.offering);
  const silent = choices.groups.filter((group) => settled.groups.includes(group.id ?? '')).every((group) => (group.ingressrule ?? []).length === 0);
  const create = async () => {
    if (missing !== undefined) return;
    setBusy(true);
    setRefused(undefined);
    try {
      const label = `Create ${draft.name.trim() || 'an instance'}`;
      const { jobid, id } = await order({ command: 'deployVirtualMachine', params: paramsOf(settled), type: 'VirtualMachine', label });
      if (id === undefined) throw new Error('The server made the instance but did not say its id. It is in the list of instances.');
      if (jobid !== undefined) void passOn(jobid, id);
      await navigate(to.instance(id));
    } catch (caught) {
      setRefused(caught instanceof Error ? caught : new Error(String(caught)));
      setBusy(false);
    }
  };
  const header = <PageHeader title="New instance" about="A name is enough. Everything else has a default." back={<Link {...to.instances()} className="link">Instances</Link>} />;
  if (error) return <>{header}<Trouble error={error} what="The form could not be prepared." /></>;
  if (!ready) return <>{header}<Waiting /></>;
  return (
    <>
      {header}
      <form
        className={classes.layout}
        aria-label="New instance"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <Stack gap={26}>
          <TextInput
            label="Name"
            size="md"
            maw={420}
            autoComplete="off"
            // The page was opened to fill in this form, and this is its first field.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            placeholder="web-1"
            description="Its host name too. Left empty, it gets a made-up one."
            value={draft.name}
            error={wrongName(draft.name)}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Choice label="Zone" options={options(choices.zones, (zone) => `${zone.networktype ?? ''} networking`)} value={settled.zone} onChange={(zone) => change({ zone })} none="No zone is open for instances. An administrator has to enable one." />
          <Choice
            label="Template"
            options={options(choices.templates, (template) => `${template.ostypename ?? template.displaytext ?? ''}${template.size === undefined ? '' : `, ${bytes(template.size)}`}`)}
            value={settled.template}
            onChange={(template) => change({ template })}
            none="No template is ready yet. It may still be on its way; the list of templates tells."
          />
          <Choice
            label="Size"
            options={options(choices.offerings, describe)}
            value={settled.offering}
            onChange={(id) => change({ offering: id, cpunumber: undefined, memory: undefined })}
            none="There is no service offering. An administrator has to create one."
          />
          {offering?.iscustomized && <CustomSize offering={offering} draft={draft} onChange={change} />}
          {choices.networks.length > 1 ? (
            <MultiSelect label="Networks" description="The first one is the default." data={picks(choices.networks)} value={[...settled.networks]} onChange={(networks) => change({ networks })} maw={420} />
          ) : (
            <Choice label="Network" options={options(choices.networks, (network) => network.cidr ?? '')} value={settled.networks[0]} onChange={() => undefined} none="No network yet; the server uses the default one." />
          )}
          {choices.groups.length > 0 && (
            <div>
              <MultiSelect label="Security groups" data={picks(choices.groups)} value={[...settled.groups]} onChange={(groups) => change({ groups })} maw={420} />
              {silent && <Text c="dimmed" fz="sm" mt={6}>No rule lets anybody in. The console works all the same, and rules can be added at any time.</Text>}
            </div>
          )}
          <Select
            label="SSH key"
            placeholder={keys.length === 0 ? 'You have no key yet' : 'None'}
            description={keys.length === 0 ? <>Without one, log in with the password. <Link {...to.keypairs()} className="link">Make a key</Link></> : undefined}
            data={keys}
            clearable
            value={draft.keypair ?? null}
            onChange={(keypair) => change({ keypair: keypair ?? undefined })}
            maw={420}
          />
          <UnstyledButton className={classes.fold} onClick={toggle} aria-expanded={more}>
            {more ? <IconChevronDown size={17} aria-hidden /> : <IconChevronRight size={17} aria-hidden />}
            Disks, user data and more
          </UnstyledButton>
          {more && <Advanced draft={draft} onChange={change} />}
        </Stack>
        <Summary settled={settled} choices={choices}>
          {refused && <Trouble error={refused} what="The instance was not created." />}
          {missing !== undefined && <Text fz="sm" mb="sm" id="missing">{missing}</Text>}
          <Button type="submit" size="md" fullWidth loading={busy} mt={refused ? 'md' : undefined} data-disabled={missing !== undefined || undefined} aria-disabled={missing !== undefined || undefined} aria-describedby={missing === undefined ? undefined : 'missing'}>
            Create
          </Button>
        </Summary>
      </form>
    </>
  );
}
