// The global of a page with a script tag: that of the larger file, which includes the names of the smaller one.
declare const grantkit: typeof import('../../packages/browser/dist/script-tag.js')
