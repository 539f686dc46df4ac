namespace Stylize.Engine.Operations.Options;

/// <summary>
/// Named options records in a fixed order; names ignore case. Returns copies, so that callers cannot change the
/// presets.
/// </summary>
/// <typeparam name="TOptions">The record or its interface.</typeparam>
internal sealed class PresetTable<TOptions> : IReadOnlyDictionary<string, TOptions>
    where TOptions : class, IOptionRecord
{
    private readonly List<KeyValuePair<string, TOptions>> _presets = [];

    internal PresetTable()
    {
    }

    /// <inheritdoc/>
    public int Count => _presets.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _presets.Select(preset => preset.Key);

    /// <inheritdoc/>
    public IEnumerable<TOptions> Values => this.Select(preset => preset.Value);

    /// <inheritdoc/>
    public TOptions this[string key] =>
        TryGetValue(key, out var options) ? options : throw new KeyNotFoundException(
            $"Unknown preset '{key}'. Use one of {string.Join(", ", Keys)}.");

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Find(key) is not null;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TOptions value)
    {
        value = Find(key) is { } found ? OptionSet.Copy(found) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, TOptions>> GetEnumerator() => _presets
        .Select(preset => KeyValuePair.Create(preset.Key, OptionSet.Copy(preset.Value))).GetEnumerator();

    /// <summary>Adds a preset without copying it.</summary>
    internal void Add(string name, TOptions options) => _presets.Add(new(name, options));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TOptions? Find(string key) =>
        _presets.Find(preset => preset.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
}
