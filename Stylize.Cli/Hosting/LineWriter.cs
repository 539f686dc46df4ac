using System.Text;
using Stylize.Engine;

namespace Stylize.Cli.Hosting;

/// <summary>
/// Writes whole lines with control characters of names and metadata escaped, so that a file's name cannot steer a terminal. What is written
/// without a line's end, such as a progress bar or a picture, passes as it is.
/// </summary>
internal sealed class LineWriter(TextWriter inner) : TextWriter(inner.FormatProvider)
{
    public override Encoding Encoding => inner.Encoding;

    public override string NewLine
    {
        get => inner.NewLine;
#pragma warning disable CS8765 // The base class takes null for the default.
        set => inner.NewLine = value;
#pragma warning restore CS8765
    }

    public override void Write(char value) => inner.Write(value);

    public override void Write(string? value) => inner.Write(value);

    public override void Write(char[] buffer, int index, int count) => inner.Write(buffer, index, count);

    public override void Write(ReadOnlySpan<char> buffer) => inner.Write(buffer);

    public override void WriteLine() => inner.WriteLine();

    public override void WriteLine(string? value) => inner.WriteLine(value is null ? null : PrintableText.Of(value));

    public override void Flush() => inner.Flush();
}
