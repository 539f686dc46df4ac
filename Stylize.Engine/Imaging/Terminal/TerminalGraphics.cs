namespace Stylize.Engine.Imaging.Terminal;

/// <summary>How a terminal can show pictures.</summary>
public enum TerminalGraphics
{
    /// <summary>Half blocks in 24-bit colour: two pixels a character, in any terminal of today.</summary>
    Blocks,

    /// <summary>DEC Sixel: pixels in up to 256 colours.</summary>
    Sixel,

    /// <summary>The kitty graphics protocol: PNG.</summary>
    Kitty,
}
