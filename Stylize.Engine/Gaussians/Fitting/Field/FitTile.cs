namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>A rectangle of pixels of the image.</summary>
internal readonly record struct FitTile(int Left, int Top, int Width, int Height)
{
    /// <summary>Returns the rectangle with a margin, clipped to an image of the given size.</summary>
    public FitTile Grow(int margin, int width, int height)
    {
        var (left, top) = (Math.Max(0, Left - margin), Math.Max(0, Top - margin));
        return new(left, top, Math.Min(width, Left + Width + margin) - left, Math.Min(height, Top + Height + margin) - top);
    }

    /// <summary>Returns true if the rectangle contains a point. Pixel centers have integer coordinates.</summary>
    public bool Contains(float x, float y) => x >= Left - .5f && x < Left + Width - .5f && y >= Top - .5f && y < Top + Height - .5f;

    /// <summary>Returns true if a box around a point overlaps the rectangle.</summary>
    public bool Touches(float x, float y, float reachX, float reachY) =>
        x + reachX >= Left && x - reachX < Left + Width && y + reachY >= Top && y - reachY < Top + Height;

    /// <summary>Counts the centers inside the rectangle.</summary>
    /// <param name="parameters">Parameters in pixels of <paramref name="area"/>.</param>
    public unsafe int Count(FitParameters parameters, in FitTile area)
    {
        var number = 0;
        for (var i = 0; i < parameters.Count; i++)
        {
            number += Contains(parameters.X[i] + area.Left, parameters.Y[i] + area.Top) ? 1 : 0;
        }

        return number;
    }

    /// <summary>Divides an image into rectangles of about equal size.</summary>
    public static FitTile[] Split(int width, int height, int side)
    {
        var (columns, rows) = ((width + side - 1) / side, (height + side - 1) / side);
        var tiles = new FitTile[columns * rows];
        for (var t = 0; t < tiles.Length; t++)
        {
            var (row, column) = Math.DivRem(t, columns);
            var (left, right) = ((int)((long)width * column / columns), (int)((long)width * (column + 1) / columns));
            var (top, bottom) = ((int)((long)height * row / rows), (int)((long)height * (row + 1) / rows));
            tiles[t] = new FitTile(left, top, right - left, bottom - top);
        }

        return tiles;
    }
}
