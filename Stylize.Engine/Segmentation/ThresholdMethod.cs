namespace Stylize.Engine.Segmentation;

/// <summary>
/// How the threshold between background and foreground is found. Pixels strictly above it are foreground. Definitions are those of
/// scikit-image 0.19.
/// </summary>
public enum ThresholdMethod
{
    /// <summary>
    /// For each nucleus a threshold of its own, halfway between its brightness and the background, and a size that is taken from the image.
    /// Not in scikit-image.
    /// </summary>
    Nuclei,

    /// <summary>The integer part of mean + k population standard deviations.</summary>
    SdFromMean,

    /// <summary>The largest variance between the two classes (Otsu 1979).</summary>
    Otsu,

    /// <summary>The minimum cross entropy, by iteration (Li and Tam 1998).</summary>
    Li,

    /// <summary>The maximum correlation criterion (Yen, Chang and Chang 1995).</summary>
    Yen,

    /// <summary>
    /// The point of the histogram farthest from the line between its peak and the end of its longer tail (Zack, Rogers and Latt 1977).
    /// </summary>
    Triangle,

    /// <summary>The lowest intensity midway between the means of its two classes (Ridler and Calvard 1978).</summary>
    IsoData,

    /// <summary>The mean intensity.</summary>
    Mean,

    /// <summary>The lowest point between the two maxima of the smoothed histogram (Prewitt and Mendelsohn 1966).</summary>
    Minimum,

    /// <summary>For each pixel the Gaussian-weighted mean of its neighbourhood less an offset.</summary>
    Local,

    /// <summary>
    /// For each pixel a threshold from the mean and standard deviation of its neighbourhood (Sauvola and Pietikainen 2000).
    /// </summary>
    Sauvola,

    /// <summary>A threshold that the user gives.</summary>
    Manual,
}
