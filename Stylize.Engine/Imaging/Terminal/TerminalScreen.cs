using System.Text.RegularExpressions;

namespace Stylize.Engine.Imaging.Terminal;

/// <summary>What is known of a terminal: how it shows pictures, and its size.</summary>
/// <param name="Graphics">The best that it can do.</param>
/// <param name="Columns">Characters in a line.</param>
/// <param name="Rows">Lines.</param>
/// <param name="CellWidth">Pixels of a character's width.</param>
/// <param name="CellHeight">Pixels of a character's height.</param>
public sealed partial record TerminalScreen(TerminalGraphics Graphics, int Columns, int Rows, int CellWidth = 10, int CellHeight = 20)
{
    /// <summary>What to send to a terminal to learn what it can do: a kitty query (a=q), its cell size in pixels (CSI 16 t), and last the
    /// primary device attributes (CSI c), which every terminal answers. Sources: the kitty graphics protocol; xterm's control
    /// sequences.</summary>
    public const string Question = "\e_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\e\\\e[16t\e[c";

    /// <summary>True once an answer holds the reply to the last question, so that no more is to be waited for.</summary>
    public static bool IsComplete(string answer) => Attributes().IsMatch(answer);

    /// <summary>Reads what a terminal answered to <see cref="Question"/>; where it said nothing, blocks are what it can do.</summary>
    public static TerminalScreen Of(string answer, int columns, int rows)
    {
        var attributes = Attributes().Match(answer);
        var graphics = answer.Contains("\e_Gi=31;OK", StringComparison.Ordinal) ? TerminalGraphics.Kitty
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
        int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"\e\[\?([0-9;]*)c")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\e\[6;([0-9]+);([0-9]+)t")]
    private static partial Regex Cell();
}

/// <summary>How a terminal can show pictures.</summary>
public enum TerminalGraphics
{
    /// <summary>Half blocks in 24-bit color: two pixels a character, in any terminal of today.</summary>
    Blocks,

    /// <summary>DEC Sixel: pixels in up to 256 colors.</summary>
    Sixel,

    /// <summary>The kitty graphics protocol: PNG.</summary>
    Kitty,
}
