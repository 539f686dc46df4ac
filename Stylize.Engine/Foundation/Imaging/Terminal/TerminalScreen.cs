namespace Stylize.Engine.Imaging.Terminal;

/// <summary>Capabilities and size of a terminal.</summary>
/// <param name="Graphics">The best supported way of displaying images.</param>
/// <param name="Columns">Number of characters per line.</param>
/// <param name="Rows">Number of lines.</param>
/// <param name="CellWidth">Width of a character in pixels.</param>
/// <param name="CellHeight">Height of a character in pixels.</param>
internal sealed partial record TerminalScreen(
    TerminalGraphics Graphics, int Columns, int Rows, int CellWidth = 10, int CellHeight = 20)
{
    /// <summary>The query of a terminal's capabilities: a kitty query (a=q), the size of a character in pixels (CSI 16
    /// t), and last the primary device attributes (CSI c), which every terminal answers. Sources: the kitty graphics
    /// protocol; xterm's control sequences.</summary>
    public const string Query = "\e_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\e\\\e[16t\e[c";

    /// <summary>True if an answer contains the reply to the last part of the query, so that it is complete.</summary>
    public static bool IsComplete(string answer) => Attributes().IsMatch(answer);

    /// <summary>Parses a terminal's answer to <see cref="Query"/>. Without an answer, the terminal can display
    /// blocks.</summary>
    public static TerminalScreen Parse(string answer, int columns, int rows)
    {
        var attributes = Attributes().Match(answer);
        var graphics = answer.Contains("\e_Gi=31;OK") ? TerminalGraphics.Kitty
            : attributes.Success && attributes.Groups[1].Value.Split(';').Skip(1).Contains("4") ? TerminalGraphics.Sixel
            : TerminalGraphics.Blocks;
        var cell = Cell().Match(answer);
        var screen = new TerminalScreen(graphics, Math.Max(1, columns), Math.Max(2, rows));
        var (height, width) = (Number(cell.Groups[1]), Number(cell.Groups[2]));
        return height is > 0 and < 1000 && width is > 0 and < 1000
            ? screen with { CellWidth = width, CellHeight = height }
            : screen;
    }

    private static int Number(Group group) =>
        TryInteger(group.ValueSpan, out var number) ? number : 0;

    [GeneratedRegex(@"\e\[\?([0-9;]*)c")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\e\[6;([0-9]+);([0-9]+)t")]
    private static partial Regex Cell();
}

/// <summary>Ways of displaying images in a terminal.</summary>
internal enum TerminalGraphics
{
    /// <summary>Half blocks in 24-bit color, two pixels per character; for any current terminal.</summary>
    Blocks,

    /// <summary>DEC Sixel, with up to 256 colors.</summary>
    Sixel,

    /// <summary>The kitty graphics protocol, with PNG.</summary>
    Kitty,
}
