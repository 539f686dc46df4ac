namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Counts the steps of a restoration and gives up when there are more than an image of its size should need, as in very long and
/// narrow images, or in photographs whose cells have more colors than pixel art. A step is about a nanosecond of one core. Counted steps do
/// not depend on the machine. Safe for concurrent use.</summary>
/// <param name="name">The name that the failure carries.</param>
internal sealed class RestorationWork(long pixels, string name)
{
    /// <summary>Steps for each pixel; an image of up to a megapixel has those of a megapixel.</summary>
    internal const long StepsPerPixel = 4000;

    private const long MinPixels = 1_000_000;
    private readonly long _limit = Math.Max(pixels, MinPixels) * StepsPerPixel;
    private long _done;

    public long Done => Interlocked.Read(ref _done);

    /// <summary>True if there were too many; parallel loops then end early.</summary>
    public bool IsSpent => Done > _limit;

    public void Add(long steps) => Interlocked.Add(ref _done, steps);

    /// <summary>Counts steps, and fails if there were too many.</summary>
    /// <exception cref="StylizeException">OperationFailed.</exception>
    public void Require(long steps = 0)
    {
        Add(steps);
        if (IsSpent)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, name,
                $"'{name}' cannot be restored: it has too many cells or colors for its size, or is too long and narrow.",
                "Crop the image, or use {CellSize} with the side of a cell in pixels.");
        }
    }
}
