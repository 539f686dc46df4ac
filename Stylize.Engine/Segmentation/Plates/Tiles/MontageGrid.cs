namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>Positions of the tiles in a montage.</summary>
internal sealed class MontageGrid
{
    private readonly IReadOnlyList<int> _numbers;
    private readonly MontageLayout _layout;

    /// <param name="numbers">Numbers of all tiles in order, including missing ones.</param>
    /// <param name="columns">Tiles per row, or 0 for the smallest square that holds all.</param>
    public MontageGrid(IReadOnlyList<int> numbers, int columns, MontageLayout layout, int tileWidth, int tileHeight)
    {
        _numbers = numbers;
        _layout = layout;
        Columns = Math.Min(columns > 0 ? columns : (int)Math.Ceiling(Math.Sqrt(numbers.Count)), numbers.Count);
        Rows = (numbers.Count + Columns - 1) / Columns;
        (TileWidth, TileHeight) = (tileWidth, tileHeight);
    }

    public int Columns { get; }
    public int Rows { get; }
    public int TileWidth { get; }
    public int TileHeight { get; }
    public int Width => Columns * TileWidth;
    public int Height => Rows * TileHeight;

    /// <summary>Returns the first column and row of a tile in the montage, in pixels.</summary>
    public (int Left, int Top) Origin(int number)
    {
        var index = 0;
        while (_numbers[index] != number)
        {
            index++;
        }

        var (row, column) = (index / Columns, index % Columns);
        if (_layout == MontageLayout.Snake && row % 2 == 1)
        {
            column = Columns - 1 - column;
        }

        return (column * TileWidth, row * TileHeight);
    }
}
