using Stylize.Engine.Segmentation.Images;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>Positions of the tiles in a montage.</summary>
internal sealed class MontageGrid
{
    private readonly int[] _numbers;
    private readonly MontageLayout _layout;
    private readonly IReadOnlyDictionary<int, (int Column, int Row)>? _cells;
    private readonly IReadOnlyDictionary<int, (int Left, int Top)> _positions = new Dictionary<int, (int, int)>();
    private readonly Dictionary<int, OwnedPixels> _owned = [];
    private readonly PixelSpan[] _whole;

    /// <param name="numbers">Numbers of all tiles in order, including missing ones.</param>
    /// <param name="columns">Tiles per row, or 0 for the smallest square that holds all.</param>
    /// <param name="cells">Column and row of each tile; null for those of the layout.</param>
    public MontageGrid(
        IReadOnlyList<int> numbers, int columns, MontageLayout layout, int tileWidth, int tileHeight,
        IReadOnlyDictionary<int, (int Column, int Row)>? cells = null)
    {
        (_numbers, _layout, _cells) = ([.. numbers], layout, cells);
        Columns = cells?.Values.Max(cell => cell.Column) + 1
            ?? Math.Min(columns > 0 ? columns : (int)Math.Ceiling(Math.Sqrt(numbers.Count)), numbers.Count);
        Rows = cells?.Values.Max(cell => cell.Row) + 1 ?? (numbers.Count + Columns - 1) / Columns;
        (TileWidth, TileHeight) = (tileWidth, tileHeight);
        _whole = [new(0, tileWidth)];
        (Width, Height) = Frame = (Columns * TileWidth, Rows * TileHeight);
    }

    /// <summary>Creates a grid of overlapping tiles.</summary>
    /// <param name="positions">First column and row of each tile, 0 or more.</param>
    /// <param name="present">Numbers of the tiles that exist, among which pixels are divided.</param>
    /// <param name="frame">Size of the montage according to the nominal overlap.</param>
    public MontageGrid(
        MontageGrid plain, IReadOnlyDictionary<int, (int Left, int Top)> positions, IReadOnlyCollection<int> present,
        (int Width, int Height) frame)
        : this(plain._numbers, plain.Columns, plain._layout, plain.TileWidth, plain.TileHeight, plain._cells)
    {
        _positions = positions;
        Width = positions.Values.Max(p => p.Left) + TileWidth;
        Height = positions.Values.Max(p => p.Top) + TileHeight;
        Frame = frame;
        var shown = positions.Where(p => present.Contains(p.Key)).ToDictionary();
        foreach (var number in shown.Keys)
        {
            _owned.Add(number, OwnedPixels.ForTile(number, shown, TileWidth, TileHeight));
        }
    }

    public int Columns { get; }
    public int Rows { get; }
    public int TileWidth { get; }
    public int TileHeight { get; }
    public int Width { get; }
    public int Height { get; }

    /// <summary>Size of the montage that is the same at all timepoints, at which registered tiles differ.</summary>
    public (int Width, int Height) Frame { get; }

    public IReadOnlyList<int> Numbers => _numbers;

    /// <summary>True if tiles overlap, so that each pixel of the montage belongs to one of the tiles that show
    /// it.</summary>
    public bool HasOverlap => _owned.Count > 0;

    public (int Column, int Row) Cell(int number)
    {
        if (_cells is not null) return _cells[number];

        var (row, column) = Math.DivRem(Array.IndexOf(_numbers, number), Columns);
        return (_layout == MontageLayout.Snake && row % 2 == 1 ? Columns - 1 - column : column, row);
    }

    public (int Left, int Top) Origin(int number)
    {
        if (_positions.TryGetValue(number, out var position)) return position;

        var (column, row) = Cell(number);
        return (column * TileWidth, row * TileHeight);
    }

    /// <summary>Returns the columns of a row of a tile, from its own origin, that belong to the tile.</summary>
    public ReadOnlySpan<PixelSpan> Owned(int number, int y) =>
        _owned.TryGetValue(number, out var owned) ? owned.Row(y) : _whole;

    /// <summary>Returns the grid of a channel: where tiles overlap, pixels are divided among the tiles that the channel
    /// has.</summary>
    /// <param name="present">Numbers of the tiles of the channel.</param>
    public MontageGrid Among(IReadOnlyCollection<int> present) =>
        _owned.Keys.All(present.Contains)
            ? this : new(this, _positions, [.. _owned.Keys.Where(present.Contains)], Frame);

    /// <summary>Receives adjacent pixels of a tile, as samples or numbers, and the position of the first one in the
    /// tile.</summary>
    public delegate void PixelAction<T>(ReadOnlySpan<T> pixels, int x, int y);

    /// <summary>Passes on the samples or the floating-point numbers of a tile that belong to it, from top to
    /// bottom.</summary>
    public void Scan<T>(int number, SampleScanner tile, PixelAction<T> use, CancellationToken cancellation) =>
        tile.Scan<T>(
            (row, y) =>
            {
                foreach (var span in Owned(number, y))
                {
                    use(row[span.Start..span.End], span.Start, y);
                }
            },
            cancellation);
}

/// <summary>Adjacent pixels of a row.</summary>
/// <param name="End">Column after the last one.</param>
internal readonly record struct PixelSpan(int Start, int End);

/// <summary>
/// The pixels of an overlapping tile that belong to it: those that are farther from its border than from the border of
/// any other tile that shows them. Of equal distances, the tile with the lower number has the pixel.
/// </summary>
internal sealed class OwnedPixels
{
    private readonly int[] _offsets;
    private readonly List<PixelSpan> _spans = [];

    private OwnedPixels(int height) => _offsets = new int[height + 1];

    public ReadOnlySpan<PixelSpan> Row(int y) => CollectionsMarshal.AsSpan(_spans)[_offsets[y].._offsets[y + 1]];

    public static OwnedPixels ForTile(
        int number, IReadOnlyDictionary<int, (int Left, int Top)> positions, int width, int height)
    {
        var owned = new OwnedPixels(height);
        var (left, top) = positions[number];
        var others =
            positions.Where(
                p => p.Key != number && Math.Abs(p.Value.Left - left) < width && Math.Abs(p.Value.Top - top) < height)
                .Select(p => (X: p.Value.Left - left, Y: p.Value.Top - top, IsFirst: p.Key < number)).ToArray();
        var isOwn = new bool[width];
        for (var y = 0; y < height; y++)
        {
            isOwn.AsSpan().Fill(true);
            foreach (var (otherX, otherY, isFirst) in others)
            {
                if (y < otherY || y >= otherY + height) continue;

                var (from, end) = (Math.Max(otherX, 0), Math.Min(otherX + width, width));
                var (mine, its) = (Math.Min(y, height - 1 - y), Math.Min(y - otherY, otherY + height - 1 - y));
                for (var x = from; x < end; x++)
                {
                    var depth = Math.Min(Math.Min(x, width - 1 - x), mine);
                    var other = Math.Min(Math.Min(x - otherX, otherX + width - 1 - x), its);
                    isOwn[x] &= depth > other || (depth == other && !isFirst);
                }
            }

            owned._offsets[y] = owned._spans.Count;
            for (var x = 0; x < width; x++)
            {
                if (!isOwn[x]) continue;

                var start = x;
                while (x < width && isOwn[x])
                {
                    x++;
                }

                owned._spans.Add(new(start, x));
            }
        }

        owned._offsets[height] = owned._spans.Count;
        return owned;
    }
}
