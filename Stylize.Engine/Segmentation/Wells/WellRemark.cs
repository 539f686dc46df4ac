namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A sentence about a well at a timepoint, for its summary and for the user of the run.</summary>
/// <param name="IsWarning">True if results may be wrong; false for a note about how they were made.</param>
internal readonly record struct WellRemark(string Text, bool IsWarning)
{
    public static WellRemark Warning(string text) => new(text, true);

    public static WellRemark Note(string text) => new(text, false);

    /// <summary>Shows a warning as such, and a note in verbose output.</summary>
    public void Show(OperationContext context) => (IsWarning ? context.Warning : context.Verbose)?.Invoke(Text);
}
