using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>What a batch will probably take.</summary>
/// <param name="Files">Inputs that can be read.</param>
/// <param name="Unreadable">Inputs whose header cannot be read; they are not in the figures.</param>
/// <param name="Megapixels">Pixels of all of them, in millions.</param>
/// <param name="Time">Wall time of the whole batch at its throttle limit.</param>
/// <param name="PeakMemory">Most bytes that the files under way at once will hold, by the operation's own estimate.</param>
/// <param name="RelativeError">Mean relative error of the model on the runs it was fitted to, each predicted from the others; NaN where one run is all there was.</param>
/// <param name="Model">The cost of one file.</param>
/// <param name="Calibrated">True where runs were made now; false where an earlier calibration of this machine served.</param>
public sealed record BatchEstimate(
    int Files, int Unreadable, double Megapixels, TimeSpan Time, long PeakMemory, double RelativeError, CostModel Model, bool Calibrated);
