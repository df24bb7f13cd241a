import { Radio, Select, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import classes from './NewInstance.module.css';

export interface Option {
  readonly id: string;
  readonly name: string;
  readonly about?: ReactNode;
}

interface Props {
  readonly label: string;
  readonly options: readonly Option[] | undefined;
  readonly value: string | undefined;
  readonly onChange: (id: string) => void;
  /** what to do when there is nothing to choose from */
  readonly none: ReactNode;
}

const MOST_CARDS = 6;

/** One of several: a line when there is just one, cards when they are few, a list to search otherwise. */
export function Choice({ label, options, value, onChange, none }: Props) {
  if (options === undefined) return null;
  const [first] = options;
  if (first === undefined) {
    return (
      <div>
        <Text fw={560}>{label}</Text>
        <Text c="dimmed">{none}</Text>
      </div>
    );
  }
  if (options.length === 1) {
    return (
      <div className={classes.only}>
        <Text fw={560}>{label}</Text>
        <Text>{first.name}</Text>
        <Text c="dimmed" fz="sm">
          {first.about ?? 'The only choice.'}
        </Text>
      </div>
    );
  }
  if (options.length > MOST_CARDS) {
    return (
      <Select
        label={label}
        searchable
        allowDeselect={false}
        data={options.map(({ id, name }) => ({ value: id, label: name }))}
        value={value ?? null}
        onChange={(id) => {
          if (id !== null) onChange(id);
        }}
      />
    );
  }
  return (
    <Radio.Group label={label} value={value ?? ''} onChange={onChange} classNames={{ label: classes.label }}>
      <div className={classes.cards}>
        {options.map((option) => (
          <Radio.Card key={option.id} value={option.id} className={classes.card} aria-label={option.name}>
            <Radio.Indicator size="sm" className={classes.dot} />
            <div>
              <Text fw={560}>{option.name}</Text>
              <Text c="dimmed" fz="sm">
                {option.about}
              </Text>
            </div>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
