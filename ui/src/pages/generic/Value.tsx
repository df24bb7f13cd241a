import { Link } from '@tanstack/react-router';

import type { Row } from '../../api/queries';
import { When } from '../../components/bits';
import { StateMark } from '../../components/StateMark';
import { bytes, fieldTitle, mebibytes, megahertz, text } from '../../format';
import { to } from '../../routes/links';
import { kindOf, targetOf } from './fields';

const JOB_STATES = ['Running', 'Done', 'Failed', 'Cancelled'];
const GIB = 1024 ** 3;

function scalar(row: Row, field: string, type: string | undefined, value: string | number | boolean) {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  switch (kindOf(row, field, type)) {
    case 'job':
      return <StateMark state={JOB_STATES[Number(value)] ?? String(value)} />;
    case 'state':
      return <StateMark state={String(value)} />;
    case 'moment':
      return <When at={String(value)} />;
    case 'bytes':
      return bytes(Number(value));
    case 'mebibytes':
      return mebibytes(Number(value));
    case 'gibibytes':
      return bytes(Number(value) * GIB);
    case 'megahertz':
      return megahertz(Number(value));
    case 'plain':
      return String(value);
  }
}

interface Props {
  readonly row: Row;
  readonly field: string;
  readonly type?: string;
}

/** The value of a field, as well as its name tells what it is. */
export function Value({ row, field, type }: Props) {
  const value = row[field];
  if (value === undefined || value === null || value === '') return null;
  if (Array.isArray(value)) return <Several values={value} />;
  if (typeof value === 'object') return <Entries map={value as Record<string, unknown>} />;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  const target = targetOf(row, field);
  if (target !== undefined) {
    return (
      <Link {...to.detail(target.slug, target.id)} className="link">
        {String(value)}
      </Link>
    );
  }
  return scalar(row, field, type, value);
}

function Several({ values }: { readonly values: readonly unknown[] }) {
  if (values.length === 0) return 'None';
  if (values.every((value) => typeof value !== 'object')) return values.map(String).join(', ');
  return values.map((value) => (value as Row).name ?? (value as Row).id).filter((name) => name !== undefined).map(String).join(', ') || `${values.length}`;
}

function Entries({ map }: { readonly map: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(map);
  if (entries.length === 0) return null;
  return entries.map(([name, value]) => (
    <div key={name}>
      {fieldTitle(name)}: {text(value)}
    </div>
  ));
}
