/** The portal, as Starman runs it. */
export declare const application: string
/** The portal's pages. */
export declare const templates: string
/** The path of Starman; throws where it or another part is missing. */
export declare function starmanPath(): string
