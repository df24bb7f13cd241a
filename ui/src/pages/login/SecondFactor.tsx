import { Code, Text, TextInput } from '@mantine/core';

import type { Challenge } from '../../api/auth';

interface Props {
  readonly challenge: Challenge;
  readonly code: string;
  readonly onCode: (code: string) => void;
}

/** The second step of a log-in: a code, and before it what an authenticator app must be told, where that is new. */
export function SecondFactor({ challenge, code, onCode }: Props) {
  const { secret, issuer, session } = challenge;
  return (
    <>
      {secret !== undefined && (
        <Text fz="sm">
          You need a second factor from now on. Enter this key as {issuer} in your authenticator app, by hand; it is not shown again. If it is six digits, it is your PIN, and the code below.
          <Code block mt="xs">
            {secret}
          </Code>
        </Text>
      )}
      <TextInput
        label="Code"
        description={`Of your second factor, for ${session.username}.`}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        withAsterisk={false}
        // The only thing to do in this step.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={code}
        onChange={(event) => onCode(event.currentTarget.value)}
      />
    </>
  );
}
