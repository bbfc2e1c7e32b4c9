package tester

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"time"
)

// What a program annotates is printed: the course's tester draws it, and here the log shows it.

// Annotate marks a moment.
func Annotate(tag, desp, details string) { fmt.Printf("%s: %s (%s)\n", tag, desp, details) }

// AnnotatePoint marks a moment.
func AnnotatePoint(tag, desp, details string) { Annotate(tag, desp, details) }

// AnnotatePointColor marks a moment.
func AnnotatePointColor(tag, desp, details, bgcolor string) { Annotate(tag, desp, details) }

// AnnotateInterval marks a time that began at start and ends now.
func AnnotateInterval(tag string, start int64, desp, details string) {
	Annotate(tag, desp, details)
}

// AnnotateIntervalColor marks a time that began at start and ends now.
func AnnotateIntervalColor(tag string, start int64, desp, details, bgcolor string) {
	Annotate(tag, desp, details)
}

// AnnotateContinuous marks a time until the next of its tag.
func AnnotateContinuous(tag, desp, details string) { Annotate(tag, desp, details) }

// AnnotateContinuousColor marks a time until the next of its tag.
func AnnotateContinuousColor(tag, desp, details, bgcolor string) { Annotate(tag, desp, details) }

// AnnotateContinuousEnd ends such a time.
func AnnotateContinuousEnd(tag string) { Annotate(tag, "end", "") }

// AnnotateInfo marks a moment.
func AnnotateInfo(desp, details string) { Annotate("info", desp, details) }

// AnnotateInfoInterval marks a time that began at start and ends now.
func AnnotateInfoInterval(start int64, desp, details string) { Annotate("info", desp, details) }

// GetAnnotateTimestamp is in ns since 1970.
func GetAnnotateTimestamp() int64 { return time.Now().UnixNano() }

// GetAnnotatorTimestamp is the same.
func GetAnnotatorTimestamp() int64 { return GetAnnotateTimestamp() }

// PostAnnotatorInfoInterval marks a time that began at start and ends now.
func PostAnnotatorInfoInterval(start int64, desp, details string) { AnnotateInfo(desp, details) }

// Randstring gives so many letters of chance.
func Randstring(n int) string {
	b := make([]byte, 2*n)
	rand.Read(b)
	return base64.URLEncoding.EncodeToString(b)[:n]
}
