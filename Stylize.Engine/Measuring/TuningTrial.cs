using Stylize.Engine.Operations;

namespace Stylize.Engine.Measuring;

/// <summary>One set of options that was tried.</summary>
/// <param name="Options">The options.</param>
/// <param name="Time">Median over the images of the best time of three runs, without decoding and encoding.</param>
/// <param name="Quality">Mean multi-scale SSIM (MS-SSIM) between the results, drawn at the size of their sources, and the sources.</param>
/// <param name="DeltaE">Mean colour difference (CIEDE2000) between them.</param>
/// <param name="Changes">The options that differ from the start, such as "MaxRadius 2".</param>
public sealed record TuningTrial(IOperationOptions Options, TimeSpan Time, double Quality, double DeltaE, string Changes);
