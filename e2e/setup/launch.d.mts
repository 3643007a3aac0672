import type { Browser, LaunchOptions } from 'playwright'

export declare const chromiumOptions: LaunchOptions
export declare const wholeChromiumOptions: LaunchOptions
export declare const firefoxOptions: LaunchOptions
/** Starts the stock Chromium without windows; whoever starts it closes it. */
export declare function launchChromium(...args: string[]): Promise<Browser>
/** Starts the stock Firefox ESR; whoever starts it closes it. */
export declare function launchFirefox(): Promise<Browser>
