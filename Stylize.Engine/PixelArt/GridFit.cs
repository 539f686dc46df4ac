namespace Stylize.Engine.PixelArt;

/// <summary>How an image fills a grid: the part of the image that is converted, and the cells that it covers.</summary>
/// <param name="Part">The converted part of the image, in pixels.</param>
/// <param name="Size">Number of cells per row, and of rows, of the part.</param>
/// <param name="Grid">Number of cells per row, and of rows, of the output; larger than the size if it is padded.</param>
internal readonly record struct GridFit(
    (int X, int Y, int Width, int Height) Part, (int Width, int Height) Size, (int Width, int Height) Grid)
{
    /// <param name="imageWidth">Width of the image in pixels.</param>
    /// <param name="imageHeight">Height of the image in pixels.</param>
    public static GridFit Of(PixelArtOptions options, int imageWidth, int imageHeight)
    {
        var grid = options.GridSize(imageWidth, imageHeight);
        var all = (0, 0, imageWidth, imageHeight);
        if (options.Width is null || options.Height is null || options.Fit == FitMode.Stretch) return new GridFit(all, grid, grid);

        var (width, height) = grid;
        if (options.Fit == FitMode.Pad)
        {
            // The side that limits the picture is used completely.
            var inner = (long)width * imageHeight <= (long)height * imageWidth
                ? (width, Math.Min(height, Share(width, imageHeight, imageWidth)))
                : (Math.Min(width, Share(height, imageWidth, imageHeight)), height);
            return new GridFit(all, inner, grid);
        }

        width *= options.Aspect;
        var (partWidth, partHeight) = (
            Math.Min(imageWidth, Share(imageHeight, width, height)), Math.Min(imageHeight, Share(imageWidth, height, width)));
        return new GridFit(((imageWidth - partWidth) / 2, (imageHeight - partHeight) / 2, partWidth, partHeight), grid, grid);

        static int Share(int side, int numerator, int denominator) =>
            (int)Math.Clamp(((2L * side * numerator) + denominator) / (2L * denominator), 1, int.MaxValue);
    }

    /// <summary>Returns the same fit of another image that is stretched over the first.</summary>
    /// <param name="image">Size of the first image in pixels.</param>
    public GridFit Scaled((int Width, int Height) image, int width, int height)
    {
        var (x, y) = (Scale(Part.X, width, image.Width), Scale(Part.Y, height, image.Height));
        var (right, bottom) = (
            Scale(Part.X + Part.Width, width, image.Width), Scale(Part.Y + Part.Height, height, image.Height));
        (x, y) = (Math.Min(x, width - 1), Math.Min(y, height - 1));
        return this with { Part = (x, y, Math.Max(1, right - x), Math.Max(1, bottom - y)) };

        static int Scale(int position, int to, int from) => (int)(((2L * position * to) + from) / (2L * from));
    }

    /// <summary>True if the whole image is converted.</summary>
    public bool IsWhole(Raster<Rgba32> image) => Part == (0, 0, image.Width, image.Height);

    /// <summary>Returns a copy of the part, which the caller owns.</summary>
    public Raster<Rgba32> Cut(Raster<Rgba32> image)
    {
        var cut = new Raster<Rgba32>(Part.Width, Part.Height);
        for (var y = 0; y < cut.Height; y++)
        {
            image.Row(Part.Y + y).Slice(Part.X, cut.Width).CopyTo(cut.Row(y));
        }

        return cut;
    }

    /// <summary>Centers the cells in the grid. Disposes of them if the grid is larger.</summary>
    public Raster<Rgba32> Pad(Raster<Rgba32> cells, Rgba32 color)
    {
        if (Size == Grid) return cells;

        using (cells)
        {
            var padded = new Raster<Rgba32>(Grid.Width, Grid.Height);
            padded.Fill(color);
            var (left, top) = ((Grid.Width - cells.Width) / 2, (Grid.Height - cells.Height) / 2);
            for (var y = 0; y < cells.Height; y++)
            {
                cells.Row(y).CopyTo(padded.Row(top + y)[left..]);
            }

            return padded;
        }
    }
}
