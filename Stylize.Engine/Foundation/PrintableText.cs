using System.Buffers;

namespace Stylize.Engine;

/// <summary>Escapes text from names and metadata for terminals and messages.</summary>
internal static class PrintableText
{
    /// <summary>Control characters (C0, DEL, C1 except tab) and those that change the writing direction.</summary>
    private static readonly SearchValues<char> Unprintable = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Concat(Enumerable.Range(0x202a, 5))
            .Concat(Enumerable.Range(0x2066, 4)).Where(code => code != '\t').Select(code => (char)code),
    ]);

    /// <summary>
    /// Returns the text with control characters escaped as in JSON, such as \u001b for escape and \n for a line feed.
    /// Keeps tabs.
    /// </summary>
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny(Unprintable) < 0) return text;

        var shown = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '\n' => shown.Append("\\n"),
                '\r' => shown.Append("\\r"),
                _ when Unprintable.Contains(letter) =>
                    shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => shown.Append(letter),
            };
        }

        return shown.ToString();
    }

    /// <summary>Returns the text as <see cref="Escape"/> does, truncated to a maximum length.</summary>
    public static string Short(string text, int max = 200) =>
        text.Length <= max ? Escape(text) : string.Concat(Escape(text[..max]), "\u2026");
}
