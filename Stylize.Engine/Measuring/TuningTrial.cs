using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>One set of options that was tried.</summary>
/// <param name="Options">The options.</param>
/// <param name="Time">Median time of an image.</param>
/// <param name="Quality">Mean multi-scale SSIM of the drawn results with their sources, [0,1].</param>
/// <param name="DeltaE">Mean colour difference (CIEDE2000) with the sources.</param>
/// <param name="Changes">What differs from the start, such as "MaxRadius 2".</param>
public sealed record TuningTrial(IOperationOptions Options, TimeSpan Time, double Quality, double DeltaE, string Changes);
