/** As apimachinery's Convert_Slice_string_To_bool: absent, `false` and `0` are false, anything else is true. */
export function parseFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name)
  return value !== null && value !== '0' && value.toLowerCase() !== 'false'
}
