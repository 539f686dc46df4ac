namespace Stylize.Engine.Segmentation.Puncta;

/// <summary>How bright spots are found.</summary>
public enum SpotMethod
{
    /// <summary>Difference of Gaussians, as scikit-image's blob_dog: each scale is 1.6 times the one before.</summary>
    DifferenceOfGaussians,

    /// <summary>Laplacian of Gaussian, as scikit-image's blob_log: ten scales, slower and finer.</summary>
    LaplacianOfGaussian,
}
