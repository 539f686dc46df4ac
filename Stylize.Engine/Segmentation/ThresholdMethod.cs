namespace Stylize.Engine.Segmentation;

/// <summary>How the threshold between background and foreground is found; a pixel is foreground where it is strictly above. Definitions are scikit-image 0.19's.</summary>
public enum ThresholdMethod
{
    /// <summary>The integer part of mean + k population standard deviations.</summary>
    SdFromMean,

    /// <summary>Largest variance between the two classes.</summary>
    Otsu,

    /// <summary>Least cross entropy, by iteration.</summary>
    Li,

    /// <summary>Largest correlation criterion (Yen, Chang and Chang 1995).</summary>
    Yen,

    /// <summary>Farthest point of the histogram from the line between its peak and its longer tail.</summary>
    Triangle,

    /// <summary>Lowest intensity midway between the means of the two classes (Ridler and Calvard 1978).</summary>
    IsoData,

    /// <summary>The mean intensity.</summary>
    Mean,

    /// <summary>Lowest point between the two maxima of the smoothed histogram.</summary>
    Minimum,

    /// <summary>For each pixel the Gaussian-weighted mean of its neighbourhood, less an offset.</summary>
    Local,

    /// <summary>For each pixel from mean and standard deviation of its neighbourhood (Sauvola and Pietikainen 2000).</summary>
    Sauvola,

    /// <summary>A given value.</summary>
    Manual,
}
