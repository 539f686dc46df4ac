namespace Stylize.Engine;

/// <summary>Formats interpolated strings with the invariant culture, so that messages and files are equal on every
/// system.</summary>
internal static class InvariantText
{
    public static string Invariant(InvariantHandler text) => text.ToStringAndClear();

    [InterpolatedStringHandler]
    public ref struct InvariantHandler(int literalLength, int formattedCount)
    {
        private DefaultInterpolatedStringHandler _text =
            new(literalLength, formattedCount, CultureInfo.InvariantCulture);

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value, string? format = null) => _text.AppendFormatted(value, format);

        public void AppendFormatted(ReadOnlySpan<char> value) => _text.AppendFormatted(value);

        public string ToStringAndClear() => _text.ToStringAndClear();
    }
}
