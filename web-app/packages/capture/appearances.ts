/** What the form says of the looks of a question, word for word. The engine's lists iterate; their type does not say so. */
export function appearance_names(appearances: object): string[] {
    return [...(appearances as Iterable<string>)];
}
