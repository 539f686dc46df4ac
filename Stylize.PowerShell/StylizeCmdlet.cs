namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that can be stopped. Converts paths, options and errors between PowerShell and the
/// engine.</summary>
public abstract class StylizeCmdlet : PSCmdlet, IDisposable, IOptionInputs
{
    // Not disposed, because StopProcessing can be called after Dispose, on another thread.
    private readonly CancellationTokenSource _stop = new();

    IImageCodec IOptionInputs.Codec => ImageCodecs.Default;

    /// <summary>Canceled when the pipeline stops.</summary>
    protected internal CancellationToken Stop => _stop.Token;

    string IOptionInputs.FullPath(string path, string option) => FullPath(path, option);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
        }
    }

    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Returns the full path of a file or folder, which need not exist.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the path is not in the file system.</exception>
    protected string FullPath(string path, string parameter) => InputPaths.Require(this, path, parameter);

    /// <summary>The bound parameters, with values that the engine accepts.</summary>
    protected IEnumerable<KeyValuePair<string, object?>> Given =>
        MyInvocation.BoundParameters.Select(bound => KeyValuePair.Create(bound.Key, Unwrap(bound.Value)));

    /// <summary>Returns a copy of options with the values of the bound parameters.</summary>
    protected TOptions WithParameters<TOptions>(TOptions start)
        where TOptions : class, IOptionRecord =>
        OptionSet.Apply(start, Given, this);

    /// <summary>Resolves wildcards and literal paths to full paths; a folder stands for the images in it.</summary>
    private protected IEnumerable<string> Images(string[]? paths, string[]? literalPaths) => InputPaths.ExpandFolders(
        this, InputPaths.Named(this, paths, literalPaths),
        folder => InputFolder.Files(folder, FileExtensions.ForFormats(ImageCodecs.Default.ReadFormats)))
        .Select(file => file.Path);

    /// <summary>Runs engine code. A <see cref="StylizeException"/> becomes a terminating error; cancellation ends the
    /// pipeline.</summary>
    protected void Checked(Action step, string? target = null) => Checked(() =>
    {
        step();
        return true;
    }, target);

    /// <summary>Runs engine code for one input. A <see cref="StylizeException"/> becomes a non-terminating
    /// error.</summary>
    private protected void Try(string input, Action step)
    {
        try
        {
            step();
        }
        catch (StylizeException failure)
        {
            WriteError(ErrorRecords.From(this, failure, input));
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    protected T Checked<T>(Func<T> step, string? target = null)
    {
        try
        {
            return step();
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (StylizeException e)
        {
            ThrowTerminatingError(ErrorRecords.From(this, e, target));
            throw;
        }
    }

    internal bool WantsVerbose => MyInvocation.BoundParameters.ContainsKey("Verbose")
        ? IsSwitchOn("Verbose")
        : SessionState.PSVariable.GetValue("VerbosePreference")
            is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>True with -WhatIf or $WhatIfPreference.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.ContainsKey("WhatIf")
        ? IsSwitchOn("WhatIf")
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>True if a common switch parameter, such as Confirm, is bound and on.</summary>
    internal bool IsSwitchOn(string common) =>
        MyInvocation.BoundParameters.TryGetValue(common, out var given) && given is SwitchParameter { IsPresent: true };

    /// <summary>Returns a value that the engine accepts.</summary>
    internal static object? Unwrap(object? value) => value switch
    {
        SwitchParameter given => given.IsPresent,
        PSObject wrapped => wrapped.BaseObject,
        PSCredential credential => credential.GetNetworkCredential(),
        _ => value,
    };
}
