namespace Stylize.Engine;

/// <summary>Formats interpolated strings and parses numbers with the invariant culture, so that messages and files are
/// equal on every system.</summary>
internal static class InvariantText
{
    public static string Invariant(InvariantHandler text) => text.ToStringAndClear();

    /// <summary>Parses a number such as -1.5e3.</summary>
    public static bool TryNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    /// <summary>Parses digits.</summary>
    public static bool TryInteger(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

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
