namespace Stylize.Engine.Tests.Words;

/// <summary>One text file of the checkout.</summary>
internal sealed class TextFile
{
    private readonly Lazy<string> _prose;

    /// <param name="path">Path below the checkout's root, with forward slashes.</param>
    public TextFile(string path, string text)
    {
        (Path, Text) = (path, text);
        _prose = new Lazy<string>(() => WithoutCode(text));
    }

    public string Path { get; }

    public string Text { get; }

    public string Extension => System.IO.Path.GetExtension(Path);

    /// <summary>The text of a Markdown page with spaces for its code (fenced, indented and inline) and its front matter.</summary>
    public string Prose => _prose.Value;

    /// <summary>Formats a position in the text as "path:line".</summary>
    public string Place(int index) => $"{Path}:{Text.AsSpan(0, index).Count('\n') + 1}";

    private static string WithoutCode(string markdown)
    {
        var prose = markdown.ToCharArray();
        string? fence = markdown.StartsWith("---", StringComparison.Ordinal) ? "---" : null;
        var mayBeCode = true; // Indented code follows an empty line.
        for (int start = 0, end; start < prose.Length; start = end + 1)
        {
            end = markdown.IndexOf('\n', start) is >= 0 and var feed ? feed : prose.Length;
            var line = markdown.AsSpan(start, end - start);
            var text = line.Trim();
            var isIndented = line.StartsWith("    ") || line.StartsWith("\t");
            if (fence is not null)
            {
                fence = start > 0 && text.SequenceEqual(fence) ? null : fence;
                prose.AsSpan(start, line.Length).Fill(' ');
            }
            else if (text.StartsWith("```") || text.StartsWith("~~~"))
            {
                fence = text[..3].ToString();
                prose.AsSpan(start, line.Length).Fill(' ');
            }
            else if (isIndented && mayBeCode)
            {
                prose.AsSpan(start, line.Length).Fill(' ');
            }
            else
            {
                BlankInline(prose.AsSpan(start, line.Length));
                mayBeCode = text.IsEmpty;
            }
        }

        return new string(prose);
    }

    private static void BlankInline(Span<char> line)
    {
        while (line.IndexOf('`') is >= 0 and var from && line[(from + 1)..].IndexOf('`') is >= 0 and var length)
        {
            line.Slice(from, length + 2).Fill(' ');
            line = line[(from + length + 2)..];
        }
    }
}
