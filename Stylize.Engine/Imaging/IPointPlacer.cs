namespace Stylize.Engine.Imaging;

/// <summary>Places the points of one pixel for <see cref="ErrorDiffusion"/>.</summary>
internal interface IPointPlacer
{
    /// <summary>Places points in a pixel.</summary>
    /// <param name="x">Column of the pixel.</param>
    /// <param name="y">Row of the pixel.</param>
    /// <param name="wanted">Points wanted here: those of the pixel's density plus the errors passed on to it; may be negative.</param>
    /// <returns>Points that were placed, 0 or more.</returns>
    int Place(int x, int y, float wanted);
}
