import { Checkbox, MultiSelect, NumberInput, PasswordInput, Select, Textarea, TextInput } from '@mantine/core';

import { useMay } from '../../api/apis';
import type { ApiParam } from '../../api/listed';
import { usePage } from '../../api/queries';
import { bySlug } from '../../api/resources';
import { fieldTitle } from '../../format';
import type { DraftValue } from './draft';
import { slugOfParam, titleOf } from './fields';

interface Props {
  readonly param: ApiParam;
  readonly value: DraftValue;
  readonly onChange: (value: DraftValue) => void;
}

const MOST_CHOICES = 100;

/** The list command whose rows a parameter chooses from. */
function useSource(param: ApiParam): string | undefined {
  const may = useMay();
  const related = (param.related ?? '').split(',').find((command) => command.startsWith('list') && may(command));
  const byName = bySlug.get(slugOfParam(param.name) ?? '')?.list;
  return related ?? (byName !== undefined && may(byName) ? byName : undefined);
}

/** The input for a parameter, by its type. */
export function ParamField({ param, value, onChange }: Props) {
  const source = useSource(param);
  const shared = { label: fieldTitle(param.name), description: param.description || undefined, required: param.required };
  const text = typeof value === 'string' ? value : '';
  if (param.type === 'boolean') {
    return <Checkbox label={shared.label} description={shared.description} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
  }
  if (source !== undefined && (param.type === 'uuid' || param.type === 'list')) return <Pick {...{ param, value, onChange, source }} />;
  if (param.type === 'map') {
    return <Textarea {...shared} placeholder="key=value, one a line" autosize minRows={2} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  if (param.type === 'integer' || param.type === 'long' || param.type === 'short') {
    return <NumberInput {...shared} allowDecimal={false} value={text} onChange={(next) => onChange(String(next))} />;
  }
  if (param.name.includes('password')) {
    return <PasswordInput {...shared} autoComplete="new-password" value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  return <TextInput {...shared} autoComplete={param.name === 'username' ? 'username' : 'off'} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function Pick({ param, value, onChange, source }: Props & { readonly source: string }) {
  const needs = source === 'listTemplates' ? { templatefilter: 'executable' } : source === 'listIsos' ? { isofilter: 'executable' } : {};
  const { data } = usePage(source, { ...needs, page: 1, pagesize: MOST_CHOICES });
  const choices = (data?.items ?? []).filter((row) => typeof row.id === 'string').map((row) => ({ value: String(row.id), label: titleOf(row) }));
  const shared = { label: fieldTitle(param.name), description: param.description || undefined, required: param.required, searchable: true, data: choices };
  if (param.type === 'list') return <MultiSelect {...shared} value={Array.isArray(value) ? [...(value as readonly string[])] : []} onChange={onChange} />;
  return <Select {...shared} clearable={!param.required} value={typeof value === 'string' ? value : null} onChange={(id) => onChange(id ?? undefined)} />;
}
