using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>Draws the thumbnails of a plate's wells in plate order.</summary>
internal sealed class PlateOverview(IImageCodec codec)
{
    private static readonly Rgba32 Paper = new(255, 255, 255);
    private static readonly Rgba32 Empty = new(232, 232, 236);
    private static readonly Rgba32 Ink = new(40, 40, 48);

    /// <summary>Draws the picture, which the caller disposes.</summary>
    /// <param name="thumbnails">Path of each well's thumbnail. Wells without a position come last.</param>
    public Raster<Rgba32> Draw(IReadOnlyList<(string Well, string Path)> thumbnails)
    {
        var grid = PlateGrid.For(thumbnails.Select(t => t.Well));
        var placed = thumbnails.Where(t => PlateGrid.Place(t.Well).Row >= 0).ToList();
        var others = thumbnails.Except(placed).ToList();
        var extra = (others.Count + grid.Columns - 1) / grid.Columns;

        // About 2000 pixels wide, with at least 24 pixels per well.
        var side = Math.Clamp(2000 / grid.Columns, 24, 160);
        var gap = Math.Max(2, side / 24);
        var scale = side >= 60 ? 2 : 1;
        var margin = (4 * scale) + (SmallFont.Measure("AF") * scale);
        var width = margin + (grid.Columns * (side + gap)) + gap;
        var height = margin + ((grid.Rows + extra) * (side + gap)) + gap;
        var picture = new Raster<Rgba32>(width, height);
        picture.Fill(Paper);
        for (var column = 0; column < grid.Columns; column++)
        {
            Text(picture, (column + 1).ToString(CultureInfo.InvariantCulture), Left(column) + (side / 2),
                margin / 2, scale);
        }

        for (var row = 0; row < grid.Rows; row++)
        {
            Text(picture, WellName.RowOf(row + 1), margin / 2, Top(row) + (side / 2), scale);
            for (var column = 0; column < grid.Columns; column++)
            {
                Fill(picture, Left(column), Top(row), side, Empty);
            }
        }

        foreach (var (well, path) in placed)
        {
            var (row, column) = PlateGrid.Place(well);
            Paste(picture, path, Left(column), Top(row), side);
        }

        foreach (var (index, (_, path)) in others.Index())
        {
            Paste(picture, path, Left(index % grid.Columns), Top(grid.Rows + (index / grid.Columns)), side);
        }

        return picture;

        int Left(int column) => margin + gap + (column * (side + gap));
        int Top(int row) => margin + gap + (row * (side + gap));
    }

    private void Paste(Raster<Rgba32> picture, string path, int left, int top, int side)
    {
        // Without a thumbnail the position stays empty, like that of a well that was not segmented.
        using var thumbnail = StylizeException.OrDefault(() => codec.DecodeRgba(ImageSource.File(path)));
        if (thumbnail is not null)
        {
            var shrink = Math.Min((double)side / thumbnail.Width, (double)side / thumbnail.Height);
            var (width, height) = (
                Math.Clamp((int)(thumbnail.Width * shrink), 1, side),
                Math.Clamp((int)(thumbnail.Height * shrink), 1, side));
            for (var y = 0; y < height; y++)
            {
                var to = picture.Row(top + ((side - height) / 2) + y)[(left + ((side - width) / 2))..];
                var (from, end) = Covered(y, thumbnail.Height, height);
                for (var x = 0; x < width; x++)
                {
                    var (first, last) = Covered(x, thumbnail.Width, width);
                    to[x] = Mean(thumbnail, first, last, from, end);
                }
            }
        }
    }

    /// <summary>Returns the pixels of one side that a pixel of the reduced image covers: at least one.</summary>
    private static (int From, int End) Covered(int pixel, int length, int smaller)
    {
        var from = (int)((long)pixel * length / smaller);
        return (from, Math.Max(from + 1, (int)((pixel + 1L) * length / smaller)));
    }

    private static Rgba32 Mean(Raster<Rgba32> image, int left, int right, int top, int bottom)
    {
        int red = 0, green = 0, blue = 0, count = (right - left) * (bottom - top);
        for (var y = top; y < bottom; y++)
        {
            foreach (var pixel in image.Row(y)[left..right])
            {
                (red, green, blue) = (red + pixel.R, green + pixel.G, blue + pixel.B);
            }
        }

        return new Rgba32(Rounded(red), Rounded(green), Rounded(blue));

        byte Rounded(int sum) => (byte)((sum + (count / 2)) / count);
    }

    private static void Fill(Raster<Rgba32> picture, int left, int top, int side, Rgba32 color)
    {
        for (var y = top; y < top + side; y++)
        {
            picture.Row(y).Slice(left, side).Fill(color);
        }
    }

    private static void Text(Raster<Rgba32> picture, string text, int x, int y, int scale)
    {
        var (left, top) = (x - (SmallFont.Measure(text) * scale / 2), y - (SmallFont.Height * scale / 2));
        for (var dy = 0; dy < SmallFont.Height * scale; dy++)
        {
            for (var dx = 0; dx < SmallFont.Measure(text) * scale; dx++)
            {
                if (SmallFont.HasDot(text, dx / scale, dy / scale) && left + dx >= 0 && left + dx < picture.Width)
                {
                    picture[left + dx, top + dy] = Ink;
                }
            }
        }
    }
}
