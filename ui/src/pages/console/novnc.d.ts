/** What the console uses of noVNC, which brings no types of its own. */
declare module '@novnc/novnc' {
  interface Options {
    readonly shared?: boolean;
    readonly wsProtocols?: readonly string[];
  }

  interface Events {
    connect: CustomEvent<undefined>;
    disconnect: CustomEvent<{ readonly clean: boolean }>;
    securityfailure: CustomEvent<{ readonly status: number; readonly reason?: string }>;
    credentialsrequired: CustomEvent<undefined>;
    clipboard: CustomEvent<{ readonly text: string }>;
  }

  export default class RFB extends EventTarget {
    constructor(target: Element, channel: string | WebSocket, options?: Options);
    scaleViewport: boolean;
    resizeSession: boolean;
    focusOnClick: boolean;
    showDotCursor: boolean;
    background: string;
    addEventListener<T extends keyof Events>(type: T, listener: (event: Events[T]) => void): void;
    disconnect(): void;
    sendKey(keysym: number, code: string | null, down?: boolean): void;
    sendCtrlAltDel(): void;
    focus(): void;
    blur(): void;
  }
}
