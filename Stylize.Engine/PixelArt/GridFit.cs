using Stylize.Engine.PixelArt.Machines;

namespace Stylize.Engine.PixelArt;

/// <summary>How an image fills a grid: the part of the image that is converted, and the cells that it covers.</summary>
/// <param name="Part">The converted part of the image, in pixels.</param>
/// <param name="Size">Number of cells per row, and of rows, of the part.</param>
/// <param name="Grid">Number of cells per row, and of rows, of the output; larger than the size if it is
/// padded.</param>
internal readonly record struct GridFit(
    (int X, int Y, int Width, int Height) Part, (int Width, int Height) Size, (int Width, int Height) Grid)
{
    /// <summary>Returns the fit of an image of a size in pixels.</summary>
    /// <param name="machine">The machine whose screen is the grid if no side is given; null for none.</param>
    public static GridFit ForImage(PixelArtOptions options, MachineRule? machine, int imageWidth, int imageHeight)
    {
        var (columns, rows) = options.Width is null && options.Height is null
            ? (machine?.Columns, machine?.Rows) : (options.Width, options.Height);
        var aspect = machine?.Aspect ?? 1;
        var grid = Cells(columns, rows, aspect, imageWidth, imageHeight);
        var all = (0, 0, imageWidth, imageHeight);
        if (columns is null || rows is null || options.Fit == FitMode.Stretch) return new GridFit(all, grid, grid);

        var (width, height) = grid;
        if (options.Fit == FitMode.Pad)
        {
            // The side that limits the picture is used completely.
            var inner = (long)width * imageHeight <= (long)height * imageWidth
                ? (width, Math.Min(height, Share(width, imageHeight, imageWidth)))
                : (Math.Min(width, Share(height, imageWidth, imageHeight)), height);
            return new GridFit(all, inner, grid);
        }

        width *= aspect;
        var (partWidth, partHeight) = (
            Math.Min(imageWidth, Share(imageHeight, width, height)),
            Math.Min(imageHeight, Share(imageWidth, height, width)));
        return new GridFit(
            ((imageWidth - partWidth) / 2, (imageHeight - partHeight) / 2, partWidth, partHeight), grid, grid);

        static int Share(int side, int numerator, int denominator) =>
            (int)Math.Clamp(((2L * side * numerator) + denominator) / (2L * denominator), 1, int.MaxValue);
    }

    /// <summary>Returns the number of cells per row, and of rows, for an image of a size in pixels.</summary>
    /// <param name="columns">The given number per row; null to keep the proportions.</param>
    /// <param name="rows">The given number of rows; null to keep the proportions.</param>
    /// <param name="aspect">Width of a cell relative to its height.</param>
    public static (int Width, int Height) Cells(int? columns, int? rows, int aspect, int imageWidth, int imageHeight)
    {
        // A cell is at least one pixel, unless the grid is given.
        var longest = Math.Min(PixelArtOptions.DefaultLongestSide, Math.Max(imageWidth, imageHeight));
        return (columns, rows) switch
        {
            ({ } width, { } height) => (width, height),
            ({ } width, null) => (width, Proportional(width, imageHeight * aspect, imageWidth)),
            (null, { } height) => (Proportional(height, imageWidth, imageHeight * aspect), height),
            _ when imageWidth >= imageHeight => (longest, Proportional(longest, imageHeight, imageWidth)),
            _ => (Proportional(longest, imageWidth, imageHeight), longest),
        };

        static int Proportional(int given, int side, int otherSide) => (int)Math.Clamp(
            Math.Round((double)given * side / otherSide, MidpointRounding.AwayFromZero), 1, PixelArtOptions.MaxSide);
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

    /// <summary>Returns a copy of the part, which the caller owns; null if it is the whole image.</summary>
    public Raster<Rgba32>? Cut(Raster<Rgba32> image) =>
        Part == (0, 0, image.Width, image.Height) ? null : image.Crop(Part.X, Part.Y, Part.Width, Part.Height);

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
