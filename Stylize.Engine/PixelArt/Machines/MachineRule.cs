namespace Stylize.Engine.PixelArt.Machines;

/// <summary>What the video hardware of a machine can show.</summary>
/// <param name="Palette">Name of the machine's palette.</param>
/// <param name="Columns">Pixels per row of its screen.</param>
/// <param name="Rows">Rows of its screen.</param>
/// <param name="Width">Pixels per row of a block that has colors of its own.</param>
/// <param name="Height">Rows of a block.</param>
/// <param name="Aspect">Width of a pixel relative to its height.</param>
/// <param name="Sets">Chooses the colors of each block, from the blocks and their number per row.</param>
internal sealed record MachineRule(
    string Palette, int Columns, int Rows, int Width, int Height, int Aspect, Func<ColorSets, IReadOnlyList<Lab[]>, int, int[][]> Sets)
{
    /// <summary>Writes the cells of the whole screen with the machine's palette; null if the machine has no such file.</summary>
    public Action<Raster<Rgba32>, IReadOnlyList<Rgba32>, Stream>? WriteScreen { get; private init; }

    /// <summary>Maximum number of cells; the screens have up to 61,440.</summary>
    public const int MaxCells = 1 << 18;

    /// <summary>Two colors of one brightness in 8 x 8 pixels.</summary>
    public static MachineRule ZxSpectrum { get; } =
        new("zx-spectrum", 256, 192, 8, 8, 1, (choice, blocks, _) => choice.OfZxSpectrum(blocks))
        {
            WriteScreen = ScreenFile.WriteZxSpectrum,
        };

    /// <summary>Multicolor bitmaps: the background and three more colors in 4 x 8 pixels, which are twice as wide as tall.</summary>
    public static MachineRule C64 { get; } = new("c64", 160, 200, 4, 8, 2, (choice, blocks, _) => choice.OfC64(blocks))
    {
        WriteScreen = ScreenFile.WriteKoala,
    };

    /// <summary>One of four sub-palettes in 16 x 16 pixels: the background, which all share, and three more colors.</summary>
    public static MachineRule Nes { get; } = new("nes", 256, 240, 16, 16, 1, (choice, blocks, columns) => choice.OfNes(blocks, columns));
}
