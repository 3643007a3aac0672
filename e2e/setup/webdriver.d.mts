/** A WebKit browser with one page. */
export interface WebKit {
  /** What the driver says about itself, such as `browserVersion`. */
  capabilities: Record<string, unknown>
  goto(url: string): Promise<void>
  url(): Promise<string>
  /** Runs a function in the page, with arguments that can be JSON, and waits for its promise. */
  evaluate<Args extends unknown[], Value>(
    run: string | ((...args: Args) => Value | Promise<Value>),
    ...args: Args
  ): Promise<Value>
  /** Waits for the element to appear, then clicks it. */
  click(css: string): Promise<void>
  /** Waits for the element to appear, then types into it. */
  fill(css: string, text: string): Promise<void>
  /** Waits until the address fits; says where the page is instead when the time is over. */
  waitForURL(pattern: RegExp, withinMs?: number): Promise<string>
  /** The handles of all windows and tabs that are open. */
  windows(): Promise<string[]>
  /** The handle of a new tab; commands still go to the old one. */
  openTab(): Promise<string>
  /** Sends all further commands to a window or tab. */
  switchTo(handle: string): Promise<unknown>
  close(): Promise<void>
}

/** Starts the stock WebKitGTK browser on a display of its own; whoever starts it closes it. */
export declare function webkit(): Promise<WebKit>
