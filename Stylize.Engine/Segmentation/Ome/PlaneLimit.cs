namespace Stylize.Engine.Segmentation.Ome;

/// <summary>Limits of what one image of a plate may claim, because a small file can claim planes by the thousand.</summary>
internal static class PlaneLimit
{
    /// <summary>Maximum number of channels; spectral microscopes record some hundred.</summary>
    public const int Channels = 1000;

    /// <summary>Maximum number of planes of one position in a file of a microscope, whose pages have no other limit.</summary>
    public const int Planes = 100_000;

    /// <summary>Returns the failure of an image above a limit; null for any other.</summary>
    /// <param name="path">The file or folder of the image.</param>
    /// <param name="planes">Number of channels times timepoints times planes of a stack.</param>
    public static StylizeException? Problem(string path, long channels, long planes, int maxPlanes = Planes)
    {
        return channels > Channels ? TooMany("channels", channels, Channels)
            : planes > maxPlanes ? TooMany("planes (channels x timepoints x stack)", planes, maxPlanes)
            : null;

        StylizeException TooMany(string what, long count, int limit) => new(
            StylizeError.ImageTooLarge, path,
            Invariant($"An image of '{path}' has {count:N0} {what}; the limit is {limit:N0}. Skipped it."),
            "Check its metadata, or divide it into several images.");
    }
}
