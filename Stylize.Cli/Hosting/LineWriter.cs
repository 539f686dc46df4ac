using System.Globalization;
using System.Text;
using Stylize.Engine;

namespace Stylize.Cli.Hosting;

/// <summary>
/// Writes whole lines with control characters of names and metadata escaped, so that a file's name cannot steer a terminal, and on request
/// with the time of their first letter, in UTC by ISO 8601. What is written without a line's end, such as a progress bar, passes as it is.
/// </summary>
/// <param name="inner">Gets the text.</param>
/// <param name="hasTime">True if lines begin with the time; null if they never do.</param>
internal sealed class LineWriter(TextWriter inner, Func<bool>? hasTime = null) : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly Lock _gate = new();
    private bool _isInLine;

    public override Encoding Encoding => inner.Encoding;

    public override string NewLine
    {
#pragma warning disable CS8765 // The base class takes null for the default.
        get => inner.NewLine;
        set => inner.NewLine = value;
#pragma warning restore CS8765
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        lock (_gate)
        {
            inner.Write(hasTime?.Invoke() == true ? Timed(value) : value);
            _isInLine = !value.EndsWith('\n');
        }
    }

    public override void WriteLine(string? value) => Write((value is null ? null : PrintableText.Of(value)) + NewLine);

    public override void Flush() => inner.Flush();

    private string Timed(string text)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture);
        var end = text.EndsWith('\n') ? text.Length - 1 : text.Length;
        return (_isInLine ? "" : time) + text[..end].Replace("\n", "\n" + time, StringComparison.Ordinal) + text[end..];
    }
}
