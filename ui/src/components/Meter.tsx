import classes from './Meter.module.css';

interface Props {
  readonly label: string;
  readonly used: number;
  readonly total: number;
  readonly write: (value: number) => string;
}

const TIGHT = 0.75;
const FULL = 0.9;

/** How much of something is used, in words and as a bar. */
export function Meter({ label, used, total, write }: Props) {
  const share = total > 0 ? used / total : 0;
  const tone = share >= FULL ? 'bad' : share >= TIGHT ? 'busy' : 'ok';
  const said = `${write(used)} of ${write(total)}`;
  return (
    <div className={classes.meter} data-tone={tone}>
      <div className={classes.words}>
        <span className={classes.label}>{label}</span>
        <span>{Math.round(share * 100)} %</span>
      </div>
      <div className={classes.track} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)} aria-valuetext={said}>
        <div className={classes.fill} style={{ width: `${Math.min(100, share * 100)}%` }} />
      </div>
      <div className={classes.said}>{said}</div>
    </div>
  );
}
