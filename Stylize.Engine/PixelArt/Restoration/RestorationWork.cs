namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Limits the work of a restoration, in steps of about 1 ns of one core, to the work that an image of its size should need. Very
/// long and narrow images, or photographs with far more colors than pixel art, would exceed it. Counted steps make the limit the same on
/// every machine. Safe for concurrent use.</summary>
/// <param name="name">The input's name, for the error.</param>
internal sealed class RestorationWork(long pixels, string name)
{
    /// <summary>Maximum number of steps per pixel. Images of less than a megapixel have the limit of a megapixel.</summary>
    internal const long StepsPerPixel = 4000;

    private const long MinPixels = 1_000_000;
    private readonly long _limit = Math.Max(pixels, MinPixels) * StepsPerPixel;
    private long _done;

    public long Done => Interlocked.Read(ref _done);

    /// <summary>True if the limit is exceeded; parallel loops then end early.</summary>
    public bool IsSpent => Done > _limit;

    public void Add(long steps) => Interlocked.Add(ref _done, steps);

    /// <summary>Counts steps.</summary>
    /// <exception cref="StylizeException">OperationFailed: the limit is exceeded.</exception>
    public void Require(long steps = 0)
    {
        Add(steps);
        if (IsSpent)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, name,
                $"'{name}' cannot be restored: it has too many cells or colors for its size, or is too long and narrow.",
                "Crop the image, or set {CellSize} to the side of a cell in pixels.");
        }
    }
}
