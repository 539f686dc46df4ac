namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "StylizeFormat")]
[OutputType(typeof(FormatSupport))]
public sealed class GetStylizeFormatCommand : StylizeCmdlet
{
    protected override void EndProcessing() =>
        Checked(() => WriteObject(FormatSupport.ListFor(ImageCodecs.Default), enumerateCollection: true));
}
