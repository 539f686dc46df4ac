using Stylize.Engine.Imaging;

namespace Stylize.Engine.Measuring;

/// <summary>The outcome of a <see cref="ComparisonItem"/>.</summary>
/// <param name="ReferencePath">Full path of the reference.</param>
/// <param name="Comparison">How much the image differs from it.</param>
public sealed record ComparedImage(string ReferencePath, ImageComparison Comparison);
