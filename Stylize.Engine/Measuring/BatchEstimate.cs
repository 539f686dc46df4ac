namespace Stylize.Engine.Measuring;

/// <summary>What a batch will probably take.</summary>
/// <param name="Files">Number of inputs whose header can be read.</param>
/// <param name="Unreadable">Number of inputs whose header cannot be read; they are not in the other figures.</param>
/// <param name="Megapixels">Pixels of all readable inputs, in millions.</param>
/// <param name="Time">Wall time of the whole batch at its throttle limit.</param>
/// <param name="PeakMemory">
/// Bytes that the largest files hold together when as many run as the throttle limit allows, by the operation's own estimate.
/// </param>
/// <param name="RelativeError">
/// Mean relative error of the cost model by leave-one-out cross-validation: each calibration run is predicted from the others.
/// NaN where there was only one run.
/// </param>
/// <param name="Model">The cost of one file.</param>
/// <param name="Calibrated">True where files were run for this estimate; false where a saved model of this machine was used.</param>
/// <param name="IsCut">
/// True where the time box ended before all of these runs had: <paramref name="Time"/> is then extrapolated from how far they had come, and
/// only a rough figure.
/// </param>
public sealed record BatchEstimate(
    int Files,
    int Unreadable,
    double Megapixels,
    TimeSpan Time,
    long PeakMemory,
    double RelativeError,
    CostModel Model,
    bool Calibrated,
    bool IsCut)
{
    /// <summary>What to warn of: null, or that the time is a rough figure.</summary>
    public string? Warning => IsCut
        ? "The runs for the estimate were cut after a few seconds: the time is reckoned from how far they had come, and rough."
        : null;
}
